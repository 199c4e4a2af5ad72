"""Notices in the languages of Exampleville: short, plain, and set beside the English ones."""

from __future__ import annotations

from rostra.config.demo.topic import WINTER, Topic

TOPICS = (
    Topic(
        ("city", "health", "library", "x-city"),
        (
            "Las oficinas de la ciudad estarán cerradas el lunes. Los autobuses circulan con horario de domingo.",
            "Clínica de vacunas gratis el jueves de 8 a 14 h en la Biblioteca Central. No se piden documentos.",
            "¿Necesita un intérprete para la reunión del Concejo? Llame al 555-0100 antes del mediodía.",
            "La biblioteca ofrece clases de inglés los martes y jueves a las 18 h. Son gratis y hay cuidado de niños.",
            "Calidad del aire: naranja. Si tiene asma, quédese en casa esta tarde.",
            "La hora del cuento es bilingüe este sábado a las 10. Traiga a los abuelos.",
        ),
        weight=2,
        repeats=5,
        languages=("es",),
        answers=("¿Hay estacionamiento cerca?", "Muchas gracias por avisar en español."),
        replies=("Sí, detrás del edificio, gratis por dos horas.", "Con mucho gusto."),
    ),
    Topic(
        ("public-works", "city"),
        (
            "Emergencia por nieve: no estacione en las rutas principales desde las 21 h. Los vehículos serán remolcados.",
            "Xaalad degdeg ah oo baraf: fadlan ha dhigan baabuurta waddooyinka waaweyn laga bilaabo 9 fiid.",
            "Kub ceev vim muaj daus: thov tsis txhob nres tsheb rau ntawm txoj kev loj txij 9 teev tsaus ntuj.",
        ),
        months=WINTER,
        weight=1,
        repeats=5,
        languages=("es", "so", "hmn"),
    ),
    Topic(
        ("health", "library", "city"),
        (
            "Tallaalka hargabka waa bilaash Khamiista, 8 subaxnimo ilaa 2 galabnimo, Maktabadda Dhexe.",
            "Maktabaddu waxay furan tahay Sabtida 9 ilaa 5. Sheeko carruureed Soomaali ah waa 10 subaxnimo.",
            "Ma u baahan tahay turjubaan shirka Golaha? Wac 555-0100.",
            "Biyaha magaaladu waa nadiif. Haddii midabku isbeddelo, furi tuubada qabow dhowr daqiiqo.",
        ),
        weight=2,
        repeats=5,
        languages=("so",),
        answers=("Mahadsanid!",),
        replies=("Adaa mudan.",),
    ),
    Topic(
        ("health", "library", "city", "ward-2"),
        (
            "Koj puas xav tau ib tug neeg txhais lus rau lub rooj sib tham? Hu rau 555-0100.",
            "Lub tsev qiv ntawv qhib hnub Saturday 9 teev txog 5 teev. Muaj dab neeg Hmoob rau menyuam thaum 10 teev.",
            "Txhaj tshuaj khaub thuas pub dawb hnub Thursday ntawm lub tsev qiv ntawv hauv plawv nroog.",
            "Nyob zoo xyoo tshiab! Tuaj koom nrog peb ntawm Linden Square hnub Saturday.",
        ),
        weight=2,
        repeats=5,
        languages=("hmn",),
        answers=("Ua tsaug ntau!",),
        replies=("Zoo siab pab.",),
    ),
    Topic(
        ("health", "library", "city"),
        (
            "عيادة التطعيم المجانية يوم الخميس من الساعة 8 صباحًا حتى 2 ظهرًا في المكتبة المركزية.",
            "مكاتب المدينة مغلقة يوم الاثنين. تعمل الحافلات وفق جدول يوم الأحد.",
            "هل تحتاج إلى مترجم في اجتماع المجلس؟ اتصل على 555-0100 قبل الظهر.",
        ),
        weight=1,
        repeats=5,
        languages=("ar",),
        answers=("شكرًا لكم.",),
        replies=("على الرحب والسعة.",),
    ),
    Topic(
        ("library", "city", "parks"),
        (
            "图书馆星期六上午十点举办双语故事会,欢迎全家参加。",
            "市政办公室星期一休息,公交车按星期日时刻表运行。",
            "湖边步道因风倒树木暂时关闭,请绕行。",
        ),
        weight=1,
        repeats=5,
        languages=("zh",),
        answers=("谢谢通知!",),
        replies=("不客气。",),
    ),
)
