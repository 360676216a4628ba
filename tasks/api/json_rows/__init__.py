"""Rows that the database itself writes as JSON: the one room in which a list is faster than by serializers.

What a row says is what its serializer says; a test holds the two equal. Which rows, and in what order, stays
with the queryset: its `visible_to`, its `FilterSet`, its order.
"""
