"""The manual: one text a topic in each language; F1, `writeback help` and the man page are made of it.

Nothing here is imported before somebody asks for help.
"""
