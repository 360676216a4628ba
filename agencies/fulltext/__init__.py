"""Finding words in Chinese text, where no space says where a word begins.

Text is folded (`folding`), cut into pairs of characters (`grams`) and looked up by them in an index of the
database's own kind (`index`, `sqlite`, `postgresql`). The index only says where a word may stand: the query
then looks for it in the folded text, so that both kinds of database find the same. `marking` shows the hits
in the text as it was written, `pinyin` gives the sounds of names.
"""
