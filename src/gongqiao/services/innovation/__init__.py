"""攻关: common problems of an industry are found, and its enterprises, unions and institutes work on them together.

Words used here: a *proposal* is a group of like needs that might be a common problem; a *common problem* is one that
several enterprises have; a *joint work* is the case in which the *parties* solve the common problems of one industry under
a framework *agreement*; a *pillar* is a pool of experts, studios or training bases on which it stands; a *follow-up* is
one look at how it goes.
"""
