"""Coordinates: kept in WGS-84, converted from and to China's GCJ-02 at the edge."""
