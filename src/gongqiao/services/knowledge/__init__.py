"""经验库: what closed orders teach, without names, for whoever meets the like again.

Words used here: an *article* is the case about one solved matter; an *edition* is one wording of it, of which at most one
is in force; a second person reviews it before it is *published*. A *suggestion* is an article that was offered to a new
order because it is alike; *helpful* is a reader's thanks. *Plain words* look like a name and are none.
"""
