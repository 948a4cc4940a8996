### Iniciar sesión, el segundo paso, invitaciones, ajustes.

sign-in-title = Iniciar sesión
sign-in-login = Nombre de usuario
sign-in-password = Contraseña
sign-in-go = Iniciar sesión
sign-in-login-needed = Escriba su nombre de usuario.
sign-in-password-needed = Escriba su contraseña.
sign-in-wrong = Ese nombre y esa contraseña no corresponden. Revise los dos e intente otra vez.
sign-in-new = ¿Es su primera vez aquí?
sign-in-locked-out = Si no puede iniciar sesión, llámenos. El número está al pie de esta página.
sign-in-timed-out = Cerramos su sesión para proteger el expediente, porque no hubo actividad por un rato. Inicie sesión para seguir donde estaba.
sign-in-signed-out = Su sesión está cerrada.
demo-title = Personas de ejemplo para probar
demo-text = Esta es una demostración con personas inventadas. El código sirve por medio minuto: cargue la página otra vez para ver uno nuevo.
demo-person = Persona
demo-code = Código en este momento
demo-patient = Paciente
demo-caregiver = Cuidadora
demo-staff = Oficina de expedientes
