"""The commands and their options, by the steps of the year; what each does is beside this room.

Each imports what it needs when it runs, so that help is quick.
"""
