# Las aplicaciones que leen un expediente, y cuáles de ellas se pueden usar aquí.

apps-title = Aplicaciones
apps-lead = { $count ->
    [0] Ninguna aplicación puede leer este expediente.
    [one] { $count } aplicación puede leer este expediente.
   *[other] { $count } aplicaciones pueden leer este expediente.
}
apps-lead-own = { $count ->
    [0] Ninguna aplicación lee este expediente para usted.
    [one] { $count } aplicación lee este expediente para usted.
   *[other] { $count } aplicaciones leen este expediente para usted.
}
apps-not-yours = Usted no puede permitir que aplicaciones lean este expediente. Pregunte a quien le dio acceso.
apps-how = Usted da acceso a una aplicación desde la aplicación misma: ella le envía aquí, y usted dice qué puede ver.
apps-just-ended = El acceso terminó. Desde este momento, la aplicación no puede leer este expediente.
apps-sees-all = Puede ver todo su expediente.
apps-sees = Puede ver de quién es el expediente, y: { $sections }.
apps-topics = También puede ver estos temas privados: { $topics }.
apps-given-by = { $name } le dio acceso. No ve más que esa persona.
apps-since = Tiene acceso desde el { $date }.
apps-until = Hasta el { $date }.
apps-ended = El acceso terminó el { $date }.
apps-ran-out = El acceso venció el { $date }.
apps-no-end = Hasta que usted lo termine.
apps-read = Leyó este expediente por última vez el { $date }.
apps-not-read = No ha leído este expediente últimamente.
apps-end = Terminar su acceso
apps-past = Aplicaciones anteriores
apps-activity = Ver todo lo que leyeron las aplicaciones
apps-end-title = ¿Terminar el acceso de { $app }?
apps-end-lead = La aplicación ya no podrá leer este expediente, desde este momento.
apps-end-kept = Lo que ya leyó se queda con quienes la hacen. Pídales que lo borren.

staff-apps-title = Aplicaciones
staff-apps-lead = { $count ->
    [0] Ninguna aplicación espera su respuesta.
    [one] { $count } aplicación espera su respuesta.
   *[other] { $count } aplicaciones esperan su respuesta.
}
staff-apps-what = Una aplicación puede pedir a las personas su expediente cuando usted lo permite. Cada persona dice qué puede ver. Mire quién la hace, y si las direcciones son de quienes la hacen.
staff-apps-none = No se registró ninguna aplicación.
staff-apps-by = De { $publisher }, registrada el { $date }.
staff-apps-contact = Escriba a { $contact }.
staff-apps-secret = Funciona en el servidor de quienes la hacen, y se identifica con un secreto.
staff-apps-by-itself = Se registró sola el { $date }. Aquí nadie sabe quién la hace. Dice: { $publisher }.
staff-apps-keys = Funciona en el servidor de quienes la hacen, y se identifica con una clave propia.
staff-apps-public = Funciona en un navegador o en un teléfono, y no tiene secreto.
staff-apps-redirects = Sus direcciones:
staff-apps-state-waiting = Espera.
staff-apps-state-open = Se puede usar.
staff-apps-state-refused = No se puede usar.
staff-apps-state-closed = Ya no se puede usar.
staff-apps-open = Permitir que se use
staff-apps-refuse = Decir que no
staff-apps-close = Desactivarla para todos
