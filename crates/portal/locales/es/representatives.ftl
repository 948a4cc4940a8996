### Personas que representan legalmente a un paciente, y a quién un tribunal no deja entrar.

authority-parent = Madre o padre de un menor de edad
authority-guardian = Tutela nombrada por un tribunal
authority-agent = Poder notarial para la atención médica
authority-executor = Albacea de la sucesión

representatives-title = Quién representa a { $name }
representatives-link = Representantes legales y órdenes judiciales
representatives-lead = { $count ->
    [0] No hay nadie registrado que represente legalmente a este paciente.
    [one] Hay una persona registrada que representa legalmente a este paciente.
   *[other] Hay { $count } personas registradas que representan legalmente a este paciente.
}
representatives-contested = Están en conflicto.
representatives-contested-text = No le hable a ninguna de la otra, ni diga que existe. Ninguna de nuestras páginas lo hace.
representatives-enter = Registrar a una persona
representatives-order = Registrar una orden judicial
representative-waits = Todavía no tiene cuenta. La recepción prepara el código.
representative-on-hold = Suspendido por ahora: cambió la fecha de nacimiento del expediente. Revísela y luego presione el botón.
representative-teen = Edad del paciente
representative-teen-text = Adolescente. Los temas delicados quedan ocultos según las reglas de este sitio, diga lo que diga lo de arriba.
representative-identity = Identidad comprobada con
representative-note = Nota de la oficina
representative-entered = Registro
representative-paper = Abrir el documento
representative-confirm = La fecha de nacimiento es correcta
representative-end = Terminar su acceso
representative-done-entered = Quedó registrada. La recepción ya puede preparar su código.
representative-done-ended = Su acceso terminó. Solo esta oficina puede devolverlo.
representative-done-given-back = Tiene acceso otra vez, como antes.
representative-done-confirmed = Confirmado. Su acceso vuelve a valer.
representative-new-title = Registrar a quien representa legalmente a un paciente
representative-new-lead = { $name } es el paciente. La persona recibe su propia cuenta, y cada consulta que haga queda en la actividad del paciente.
representative-name = Su nombre
representative-name-hint = Como está en su documento de identidad.
representative-name-needed = Escriba su nombre, como está en su documento de identidad.
representative-authority = ¿Con qué derecho actúa?
representative-authority-needed = Elija con qué derecho actúa.
representative-identity-hint = Diga qué revisó, por ejemplo un pasaporte. Sin números.
representative-identity-needed = Diga cómo comprobó quién es.
representative-file = El documento que le da el derecho
representative-file-hint = Un PDF, una foto o un texto, de hasta 8 MB. Solo esta oficina puede abrirlo, y cada vez queda anotada.
representative-paper-needed = Elija el documento: la orden del tribunal, el poder o los papeles de la sucesión.
representative-paper-size = El archivo está vacío o pasa de 8 MB. Elija otro.
representative-which-all = Todo el expediente
representative-which-some = Solo algunas partes
representative-topics-hint = Quite lo que su documento no abarca. A los padres de adolescentes se les ocultan temas según las reglas de este sitio, elija usted lo que elija.
representative-until-hint = El último día, si el documento lo dice. El acceso de los padres termina solo cuando el paciente llega a la mayoría de edad.
representative-note-hint = Solo para su oficina.
representative-contested = Hay otra persona, y están en conflicto
representative-contested-hint = Su oficina verá un aviso en la página de este paciente. A ninguna se le habla de la otra, con marca o sin ella.
representative-go = Registrar
representative-birth-date = No podemos saber cuándo terminaría el acceso de los padres: el expediente no tiene la fecha de nacimiento completa. Corríjala primero.
representative-of-age = El paciente es mayor de edad. El acceso lo da el paciente o un tribunal.
representative-barred = Aquí hay una orden judicial que no deja entrar a alguien con ese nombre. Revísela primero.
representative-too-many = Este expediente tiene demasiadas personas, contando las anteriores. Llame a soporte.
representative-too-late = Ya pasó su último día. Registre a la persona de nuevo.
representative-letter-lead = Entréguela a { $name } después de ver quién es. El código se muestra solo ahora.
representative-letter-text = Usted representa a alguien cuyo expediente de salud está con nosotros. Con este código puede crear su propia cuenta.
representative-letter-ask = Se le pedirá la fecha de nacimiento de la persona a quien representa. No le dé el código a nadie.
namesake-letter-text = Alguien le dio acceso a su expediente médico, que está con nosotros. Con este código puede crear su propia cuenta.
namesake-letter-ask = Se le pedirá la fecha de nacimiento de la persona de quien es el expediente. No le dé el código a nadie.
representative-expected-title = Códigos para entregar en persona
representative-expected-text = La oficina de expedientes conoce a estas personas. Vea quién es antes de entregar un código.
representative-make-code = Preparar un código

orders-title = Órdenes judiciales que no dejan entrar a alguien
orders-lead = Nadie puede dar acceso a estas personas, ni por su nombre ni con un código. Si otra persona tiene el mismo nombre, indíquelo debajo de la orden y cómo lo sabe.
order-note = Tribunal y número
order-no-end = Hasta que su oficina la termine.
order-ended-on = Terminó el { $date }.
order-paper = Abrir la orden
order-end = Terminar esta orden
order-done = { $count ->
    [0] La orden quedó registrada. Nadie con ese nombre tenía acceso.
    [one] La orden quedó registrada y terminó el acceso de una persona.
   *[other] La orden quedó registrada y terminó el acceso de { $count } personas.
}
order-meant = { $name }: ¿es esta la persona?
order-meant-text = Tiene ese nombre o vino aquí con él. Mientras la orden esté vigente, no tiene acceso.
order-meant-never-came = Nunca vino con una cuenta, así que aquí nadie puede distinguirla.
order-spare = Es otra persona
order-spare-why = Cómo lo sabe
order-spare-why-hint = Por ejemplo: nació en 1950, pasaporte visto el 3 de mayo. Solo lo lee su oficina.
order-spare-why-needed = Escriba cómo sabe que es otra persona.
order-spared = Otra persona: { $why } ({ $by })
order-awaited-text = Todavía no ha venido. Cuando el paciente le dé acceso, la recepción hace su código desde la ficha del paciente y se lo entrega.
order-awaited-note = Se llama igual que alguien a quien un tribunal no permite el acceso. La oficina de expedientes sabe que es otra persona. Entregue el código solo a esta persona.
order-await = Otra persona se llama igual y no tiene cuenta aquí
order-await-text = El paciente puede entonces darle acceso por su nombre. Su código viene de su recepción, y ningún otro código le da acceso.
order-await-name = Nombre completo de la otra persona
order-await-go = Es otra persona
order-await-words-needed = Escriba el nombre y cómo sabe que es otra persona. Puede ser más corto.
order-await-other-name = Esta orden no impide el acceso a ese nombre. Se le puede dar acceso a cualquiera que lo tenga.
order-await-too-many = Ya hay 20 personas más en esta orden. Llame a su proveedor.
order-done-awaited = Quedó anotado. El paciente ya puede darle acceso con ese nombre; su recepción hace el código.
order-done-spared = Queda anotado. El acceso no vuelve por sí solo: lo devuelve el paciente o su oficina.
order-done-ended = La orden terminó. El acceso que terminó con ella no vuelve por sí solo.
order-new-title = Registrar una orden judicial
order-new-lead = No deja entrar a una persona al expediente de { $name }. Su acceso termina de inmediato, y nadie puede dárselo mientras valga la orden.
order-name = ¿A quién no deja entrar?
order-name-hint = El nombre completo, como está en la orden.
order-name-needed = Escriba el nombre, como está en la orden.
order-note-hint = El tribunal, el número y lo que su oficina debe saber. Solo para su oficina.
order-note-needed = Escriba el tribunal y el número.
order-words-needed = Escriba un nombre y una nota. Pueden ser más cortos.
order-until-hint = El último día, si la orden lo dice.
order-file = La orden
order-go = Registrarla y terminar su acceso

staff-stop-link = Terminar todos los accesos
staff-stop-text = Un paciente puede llamar y pedir que termine de inmediato el acceso de todos los demás a su expediente.
staff-stop-title = ¿Terminar todos los accesos al expediente de { $name }?
staff-stop-lead = Desde que usted presione el botón, solo el paciente podrá abrirlo. No podrán la familia, los ayudantes, las aplicaciones ni los representantes legales.
staff-stop-back = El paciente puede devolverlo, uno por uno, durante una semana. A los representantes legales se lo devuelve la oficina de expedientes.
staff-stop-why = ¿Quién llamó y cómo lo supo?
staff-stop-why-hint = El paciente lo lee. No escriba números.
staff-stop-why-needed = Diga quién llamó y cómo lo comprobó.
staff-stop-done = Todo acceso terminó. La actividad del paciente lo muestra.

let-in-barred = Desde aquí no podemos dar acceso a esta persona. Llámenos, por favor.
held-acting = Lo representa
held-acting-text = { $authority }; lo registró nuestra oficina.
people-kept-by-office = Lo registró nuestra oficina. Llámenos para cambiarlo.
people-kept-until-adult = Termina por sí solo cuando usted llegue a la mayoría de edad.
people-renew = Volver a darle acceso
people-renewed = Ya tiene acceso, como alguien que usted eligió. Usted puede cambiar lo que ve.
people-renew-text = Tenía acceso como su madre o su padre. Usted ya es mayor de edad, así que usted decide.
people-on-hold = Suspendido por ahora. Nuestra oficina debe revisarlo.
records-waits = Un expediente está suspendido por ahora: nuestra oficina debe revisar su acceso. Llámenos, por favor.

activity-representative-entered = Registró que { $to } representa al paciente ({ $authority })
activity-representative-code-made = Preparó un código para { $to } ({ $authority })
activity-representative-ended = Terminó el acceso de { $to } ({ $authority })
activity-representative-given-back = Devolvió el acceso a { $to } ({ $authority })
activity-representative-confirmed = Revisó de nuevo el acceso de { $to } ({ $authority })
activity-representative-renewed = Volvió a dar acceso a { $to }, como alguien que el paciente eligió
activity-order-entered = Registró una orden judicial sobre { $to } y terminó su acceso
activity-order-spared = Indicó que una orden judicial no se refiere a { $to }
activity-order-code = Hizo el código de { $to }, a quien la oficina distinguió de otra persona con el mismo nombre
activity-order-ended = Terminó una orden judicial sobre { $to }
activity-office-paper-opened = Abrió un documento de la oficina sobre quién puede ver el expediente
