"""The interactive inbox: who waits, their threads, and a person's word on them, on one screen of a terminal."""
