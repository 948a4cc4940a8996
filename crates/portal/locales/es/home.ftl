### La primera página y la lista de expedientes.

records-title = Expedientes
records-lead = { $count ->
    [0] Todavía no hay ningún expediente que mostrar.
    [one] Usted puede ver un expediente.
   *[other] Usted puede ver { $count } expedientes. Elija uno.
}
records-own = Su propio expediente
records-own-title = El suyo
records-others-title = Personas que usted cuida
records-shut-title = No abiertos para usted
records-over = Un expediente que usted pudo abrir hasta el { $date }. Su acceso terminó.
records-later = Un expediente que usted podrá abrir a partir del { $date }.
records-none = Aquí aparece un expediente cuando nuestra oficina de expedientes lo conecta con usted, o cuando alguien le da acceso. Si le dieron un código, úselo aquí abajo. Si cree que falta algo, { $reach ->
        [phone] llámenos: el número está al pie de esta página
       *[person] pregúntenos
    }.
records-add = Tengo un código para un expediente
records-way = { $page }: { $name }

home-title = Su expediente médico
home-lead = { $organization } lleva un expediente de su atención médica. Es suyo: puede leerlo, guardarlo y compartirlo.
home-sign-in = Iniciar sesión
home-invitation = Tengo un código de invitación
home-what-title = Lo que puede hacer aquí
home-what-view = Leer sus medicinas, resultados de exámenes, consultas y todo lo demás que tenemos sobre usted.
home-what-download = Descargarlo todo o una parte, como copia para imprimir o como archivo para una aplicación.
home-what-send = Enviarlo a otro médico de forma protegida.
home-what-people = Dar acceso a alguien de confianza y quitárselo cuando quiera.
home-what-activity = Ver quién lo ha consultado y cuándo.
home-start-title = ¿Es su primera vez aquí?
home-start-text = Necesita un código de invitación de { $organization }. { $reach ->
        [phone] Pídalo en su próxima consulta o llame al número que está al pie de esta página.
       *[person] Pídalo en su próxima consulta.
    }
home-hub-text = ¿Tiene historiales en otros lugares?
home-hub = Encuentre quién da acceso a ellos: el movimiento Blue Button
