"""Result to files and screens: workbooks, the award list, JSON and the terminal, in Chinese and English."""
