"""劳模工匠助企行: an enterprise orders help, a team delivers it, the enterprise confirms what it brought.

Words used here: a *programme* is one year's undertaking with targets and a menu of five *dishes*; a *need* is what an
enterprise wants; an *order* is the case that comes of it, with *problems* and *training wishes*; an *offer* asks a
team; an *activity* is one dated gathering of a team, a *visit record* one order's part of it; a *confirmation* is the
enterprise's own word on what was solved and what it was worth.
"""
