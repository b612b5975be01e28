"""Planted mistakes: how many are caught, by whom?"""
