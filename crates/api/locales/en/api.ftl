# The page on which a person lets an app read a record.

api-title = { $app } wants to read a health record
api-lead = The app { $app } by { $publisher } asks to read a health record. You decide.
api-not-ours = { $organization } does not make this app. What you share with it is kept by its makers, under their own rules. Read them first.
api-website = Read about the app
api-whose = Whose record?
api-own = (your own)
api-parts = What may it see?
api-parts-hint = Name and birth date are always shared. Take off what you do not want to share.
api-topics = Private topics
api-topics-hint = These stay hidden from the app unless you tick them.
api-long = For how long?
api-once = This time only: for one hour.
api-days = { $days ->
    [one] For { $days } day
   *[other] For { $days } days
}
api-who = The app also learns who you are: your name, and an id that is for this app only. It never gets your password.
api-end = You can end this at any time, under "Apps" in the record. You also see there when the app last read it.
api-then = If you say yes or no, you go back to the app at { $host }.
api-yes = Yes, let it read
api-no = No, share nothing
api-nothing-title = There is no record that you can share
api-nothing-lead = { $app } asks to read a health record. Your account has none that you may let apps read.
api-nothing-why = Nothing was shared. If you help with somebody's record, ask them to let you use apps with it.
api-back = Go back to { $app }
api-stranger-title = This link does not work
api-stranger-app = An app that we do not know sent you here.
api-stranger-closed = The app that sent you here may not be used. We have not looked at it yet, or it was turned off.
api-stranger-address = The app that sent you here asks us to send you to an address that is not known to be its own.
api-stranger-audience = The app that sent you here asks for another website, not for this one.
api-stranger-too-long = The app that sent you here asks for more than we can read.
api-stranger-safe = Nothing was shared.
api-stranger-now = Close this page. If you trust the app, tell its makers about it.
