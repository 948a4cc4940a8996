### Signing in, the second step, invitations, settings.

sign-in-title = Sign in
sign-in-login = Sign-in name
sign-in-password = Password
sign-in-go = Sign in
sign-in-login-needed = Type your sign-in name.
sign-in-password-needed = Type your password.
sign-in-wrong = That name and password do not go together. Check both and try again.
sign-in-new = Is this your first time here?
sign-in-locked-out = If you can't sign in, call us. The number is at the bottom of this page.
sign-in-timed-out = You were signed out to keep the record safe, because nothing happened for a while. Sign in to go on where you were.
sign-in-signed-out = You are signed out.
demo-title = Sample people to try
demo-text = This is a demo with made-up people. The code is good for half a minute: load this page again for a new one.
demo-person = Person
demo-code = Code right now
demo-patient = Patient
demo-caregiver = Caregiver
demo-staff = Records office
