# Por qué dos personas se toman por una, por dos, o se muestran al personal.

match-record-number-same = mismo número de expediente
match-number-same = mismo número
match-address-same = mismo identificador en su origen
match-member-number-same = mismo número del plan
match-citizen-number-same = mismo número de seguro social, licencia o pasaporte
match-shared-number-same = mismo número, que tienen varias personas
match-no-number = ningún número en común
match-record-number-other = otro número de expediente del mismo lugar
match-citizen-number-other = otro número de seguro social, licencia o pasaporte
match-given-same = mismo primer nombre
match-given-fewer = mismo primer nombre, uno tiene más nombres
match-given-nickname = apodo u otra forma del primer nombre
match-given-initial = el primer nombre es una inicial
match-given-order = nombres en otro orden
match-given-typo = el primer nombre difiere en una o dos letras
match-given-other-further = mismo primer nombre, otro segundo nombre
match-given-unknown = primer nombre desconocido
match-given-other = otro primer nombre
match-family-same = mismo apellido
match-family-part = uno de los dos apellidos
match-family-order = apellidos en otro orden
match-family-typo = el apellido difiere en una o dos letras
match-family-unknown = apellido desconocido
match-family-other = otro apellido
match-other-generation = padre e hijo del mismo nombre
match-generation-untold = uno es hijo (Jr.) o padre (Sr.), el otro no lo dice
match-birth-same = misma fecha de nacimiento
match-birth-partial = la fecha de nacimiento coincide en lo que se sabe
match-birth-exchanged = día y mes de nacimiento intercambiados
match-birth-one-digit = la fecha de nacimiento difiere en una cifra
match-birth-unknown = fecha de nacimiento desconocida
match-birth-other = otra fecha de nacimiento
match-birth-generation = fechas de nacimiento con una generación de diferencia
match-sex-same = mismo sexo
match-sex-other = otro sexo
match-home-same = mismo domicilio
match-contact-same = mismo teléfono o correo
match-multiple = nació con un gemelo

# What a number proves.

number-kind-record = Es de una persona: prueba fuerte
number-kind-presumed = No se sabe. Se toma como de una persona hasta que tres personas tienen el mismo
number-kind-presumed-known = Se toma por el de una persona hasta que tres personas tengan el mismo
number-kind-address = Es de una persona, en los archivos del mismo origen
number-kind-member = Es de una familia: nunca basta solo
number-kind-citizen = Solo es un indicio: estos números se escriben mal o se prestan
number-kind-shared = Nada: varias personas tienen el mismo

number-system-address = Cómo se refiere un origen a su paciente, por ejemplo Patient/1
number-system-unique = Identificadores únicos dondequiera que se hicieron
number-system-medicare = Número de Medicare
number-system-social-security = Número de Seguro Social
number-system-provider = Número de un médico (NPI)
number-system-licence = Licencia de conducir
number-system-example = Números de ejemplo que da HL7
