"""Tables of rows and Excel: what a list shows and its Excel holds is said once, as columns; what comes in is measured,
read and tidied, or refused in words.
"""
