# Qué es una fecha y qué hay de dudoso en ella.

date-of = Fecha
date-prescribed = Fecha de la receta
date-started = Inicio
date-taken-on = Se tomó el
date-filled = Se surtió el
date-prepared = Se preparó el
date-given = Se aplicó el
date-noticed = Se notó el
date-began = Comenzó el
date-recorded = Se anotó el
date-reported = Se informó el
date-tested = Fecha del examen
date-collected = Se tomó la muestra el
date-received = Se recibió el
date-done = Se hizo el
date-set-for = Fecha de la cita
date-ordered = Se ordenó el
date-planned = Se planificó para el
date-written = Se escribió el
date-answered = Se contestó el
date-service = Fecha del servicio

time-am = a. m.
time-pm = p. m.
date-time = { $date }, { $time }
date-time-offset = { $date }, { $time } (UTC{ $offset })

date-doubtful = { $date } ({ $doubt })
doubt-unknown = puede significar «no se sabe»
doubt-impossible = esta fecha no puede ser correcta
doubt-future = esta fecha está en el futuro: pregunte

## Números de identidad

number-ends-in = termina en { $last }
