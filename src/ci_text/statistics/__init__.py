"""Statistics that several stages share: who counts, intervals that respect clustering, permutation, machine error.

Pure: arrays and corpora in, numbers out. What scipy and statsmodels have is taken from there.
"""
