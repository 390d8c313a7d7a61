"""`coterie manage …`"""
