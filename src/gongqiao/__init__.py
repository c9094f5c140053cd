"""工桥 Gongqiao: the open platform on which a city's trade-union federation does its service work."""

__version__ = "0.1.0"
