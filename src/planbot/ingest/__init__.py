"""Reading any plan document and understanding its structure, as pure steps over the stored text."""
