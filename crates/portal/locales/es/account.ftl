### Iniciar sesión, el segundo paso, invitaciones, ajustes.

sign-in-title = Iniciar sesión
sign-in-login = Nombre de usuario
sign-in-password = Contraseña
sign-in-go = Iniciar sesión
sign-in-login-needed = Escriba su nombre de usuario.
sign-in-password-needed = Escriba su contraseña.
sign-in-wrong = Ese nombre y esa contraseña no corresponden. Revise los dos e intente otra vez.
sign-in-new = ¿Es su primera vez aquí?
sign-in-locked-out = Si no puede iniciar sesión, llámenos
sign-in-timed-out = Cerramos su sesión para proteger el expediente, porque no hubo actividad por un rato. Inicie sesión para seguir donde estaba.
sign-in-signed-out = Su sesión está cerrada.
demo-title = Personas de ejemplo para probar
demo-text = Esta es una demostración con personas inventadas. El código sirve por medio minuto: cargue la página otra vez para ver uno nuevo.
demo-person = Persona
demo-code = Código en este momento
demo-code-now = Esta es una demostración y nadie tiene un teléfono para ella. El código de este momento es
demo-patient = Paciente
demo-caregiver = Cuidadora
demo-staff = Oficina de expedientes
sign-in-start-again = Ese código falló demasiadas veces. Escriba otra vez su nombre de usuario y su contraseña para empezar de nuevo.
sign-in-new-password = Su contraseña nueva está lista. Inicie sesión con ella.

code-title = Escriba su código
code-lead = Abra en su teléfono la aplicación de códigos y escriba los seis números que muestra para esta cuenta.
code-label = Código de seis números
code-go = Continuar
code-needed = Escriba el código.
code-wrong = { $left ->
    [one] Ese código no funcionó. Espere el siguiente e intente otra vez; le queda un intento.
   *[other] Ese código no funcionó. Espere el siguiente e intente otra vez; le quedan { $left } intentos.
}
recovery-summary = No tengo mi teléfono
recovery-label = Código de recuperación
recovery-hint = Uno de los códigos que imprimió o anotó. Cada uno sirve una sola vez.
recovery-go = Usar este código de recuperación
recovery-none = Si tampoco tiene un código de recuperación, llámenos

set-up-title = Proteja su cuenta con su teléfono
set-up-lead = Una contraseña sola se puede adivinar o robar. De ahora en adelante, usted también escribirá un código que solo su teléfono muestra.
set-up-1-title = 1. Consiga una aplicación de códigos
set-up-1-text = Sirve cualquier aplicación de "verificación en dos pasos": Google Authenticator, Microsoft Authenticator o la aplicación de contraseñas de su teléfono.
set-up-2-title = 2. Agregue esta cuenta a la aplicación
set-up-2-scan = En la aplicación, elija agregar una cuenta y apunte la cámara a esta imagen.
set-up-2-picture = Imagen con la clave para su aplicación. La misma clave está escrita abajo.
set-up-2-here = ¿Está ahora en su teléfono? Abra la aplicación desde aquí
set-up-2-type = O escriba esta clave en la aplicación:
set-up-3-title = 3. Escriba el código que muestra la aplicación
set-up-3-label = Código de seis números
set-up-go = Terminar
set-up-code-wrong = Ese código no funcionó. Revise que la hora de su teléfono sea correcta, espere el siguiente código e intente otra vez.

recovery-codes-title = Guarde estos códigos en papel
recovery-codes-lead = Su cuenta está protegida. Si algún día pierde su teléfono, podrá entrar con uno de estos códigos. Cada uno sirve una sola vez.
recovery-codes-text = Imprima esta página o anote los códigos, y guarde el papel donde guarda otros papeles importantes. No podemos mostrarlos otra vez.
recovery-codes-of = Códigos de recuperación de { $login }
recovery-codes-once = Expediente médico en { $organization }. Cada código sirve una sola vez.
recovery-codes-print = Para imprimir, use "Imprimir" en el menú de su navegador.
recovery-codes-go = Ya los guardé. Continuar

invitation-title = Use su código de invitación
invitation-lead = Con el código que le dieron y una fecha de nacimiento, usted crea su propia cuenta para el expediente.
invitation-have-account = ¿Ya tiene una cuenta?
invitation-sign-in = Inicie sesión y agregue el expediente
invitation-part-code = El código
invitation-code = Código de invitación
invitation-code-hint = Doce letras y números, como ABCD-EFGH-JKMN. En mayúsculas o minúsculas, con o sin guiones.
invitation-born = Fecha de nacimiento de la persona a quien pertenece el expediente
invitation-born-hint = Si le dieron acceso al expediente de otra persona, la fecha de nacimiento de esa persona.
invitation-part-you = Su cuenta
invitation-name = Su nombre
invitation-name-hint = Como debe aparecer en la lista de quién ha visto el expediente.
invitation-login = Nombre de usuario
invitation-login-hint = Su correo electrónico o cualquier nombre sin espacios. Lo necesitará cada vez que inicie sesión.
password-new = Contraseña nueva
password-hint = Al menos 12 caracteres. Funciona bien juntar varias palabras que solo a usted se le ocurrirían.
password-again = La contraseña nueva otra vez
invitation-go = Crear mi cuenta
invitation-next = Después conectará su teléfono, para que nadie pueda entrar solo con la contraseña.
invitation-code-needed = Escriba su código de invitación.
invitation-born-wrong = Elija el mes y escriba el día y el año de la fecha de nacimiento.
invitation-name-needed = Escriba su nombre.
invitation-login-needed = Elija un nombre de usuario.
invitation-login-taken = Ese nombre de usuario ya está en uso. Elija otro.
invitation-login-not-usable = El nombre de usuario no lleva espacios y tiene como máximo 254 caracteres. Elija otro.
invitation-wrong = Ese código y esa fecha de nacimiento no funcionaron juntos. Revise los dos e intente otra vez. Un código sirve una sola vez, durante dos semanas.
password-needed = Elija una contraseña.
password-too-short = Esa contraseña es muy corta. Use al menos 12 caracteres.
password-too-long = Esa contraseña es demasiado larga. Use una más corta.
password-is-login = La contraseña no puede ser su nombre de usuario.
password-is-name = Esa contraseña es poco más que un nombre. Agregue palabras que nadie adivinaría.
password-too-common = Esa contraseña es fácil de adivinar. Elija otra.
password-not-the-same = Las dos contraseñas no son iguales. Escriba la nueva otra vez.

add-record-title = Agregar un expediente a su cuenta
add-record-lead = Escriba el código que le dieron y la fecha de nacimiento de la persona a quien pertenece el expediente.
add-record-go = Agregar el expediente

settings-title = Ajustes
settings-lead = Usted inició sesión como { $name } ({ $login }).
settings-records = Ir a los expedientes que usted puede ver
settings-language = Idioma
settings-language-text = Estas páginas y los papeles que descargue están en español. Puede cambiarlo cuando quiera.
settings-password = Contraseña
settings-password-now = Su contraseña actual
settings-password-now-needed = Escriba su contraseña actual.
settings-password-now-wrong = Esa no es su contraseña actual. Revísela e intente otra vez.
settings-password-go = Cambiar mi contraseña
settings-password-after = Después se cerrará su sesión en todas partes, y usted entrará con la nueva.
settings-second-factor = Códigos de su teléfono
settings-second-factor-text = Su cuenta está protegida con códigos de una aplicación en su teléfono. ¿Tiene un teléfono nuevo o una aplicación nueva? Conéctelo aquí; el anterior deja de servir.
settings-new-phone = Conectar un teléfono nuevo
settings-recovery = Códigos de recuperación
settings-recovery-left = { $count ->
    [0] Si pierde su teléfono, puede entrar con un código de recuperación. No le queda ninguno: haga códigos nuevos ahora.
    [one] Si pierde su teléfono, puede entrar con un código de recuperación. Le queda uno: es hora de hacer códigos nuevos.
   *[other] Si pierde su teléfono, puede entrar con un código de recuperación. Le quedan { $count } sin usar.
}
settings-new-codes = Hacer códigos de recuperación nuevos
settings-back = Volver a los ajustes
settings-password-why = Así nadie más puede cambiar esto mientras su sesión está abierta.

new-phone-title = Conectar un teléfono nuevo
new-phone-lead = Primero escriba su contraseña. Después agregará su cuenta a la aplicación del teléfono nuevo.
new-phone-after = El teléfono anterior sirve hasta que usted termine. Después, sus códigos y los códigos de recuperación anteriores dejan de servir, y se cierra su sesión en los demás aparatos.
new-phone-go = Continuar
set-up-again-lead = Tres pasos, y su teléfono nuevo mostrará los códigos. El anterior sirve hasta que usted termine.
new-codes-title = Hacer códigos de recuperación nuevos
new-codes-lead = Tenga a mano una impresora, o papel y lápiz. Los códigos nuevos se muestran una sola vez.
new-codes-after = Los códigos de recuperación anteriores dejan de servir en cuanto se hacen los nuevos.
new-codes-go = Hacer códigos nuevos
