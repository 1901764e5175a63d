"""Does a Word file keep to the format of Chinese official documents, GB/T 9704-2012?"""
