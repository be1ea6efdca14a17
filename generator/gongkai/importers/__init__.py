"""Import of existing reports: readers → pieces → recognise → align → write. No number is guessed or repaired.

Readers know formats and nothing of forms; `recognise` and `align` know forms only by their labels.
"""
