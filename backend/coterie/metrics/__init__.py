"""What an operator watches: the whole service in numbers, for Prometheus."""
