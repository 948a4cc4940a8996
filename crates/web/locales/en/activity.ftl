### activity
