"""Waiting at the desk: tickets for anybody, the officers' counters, how a desk is arranged."""

from django.urls import path

from tinhso.dossiers.views import appointments, calling, counters, tickets

CALLING = "lam-viec/mot-cua/goi-so/"

urlpatterns = [
    path("lay-so/", tickets.agencies_view, name="queue_agencies"),
    path("lay-so/may/", tickets.make_kiosk_view, name="queue_make_kiosk"),
    path("lay-so/ve/<uuid:uid>/", tickets.ticket_view, name="queue_ticket"),
    path("lay-so/ve/<uuid:uid>/in/", tickets.ticket_paper_view, name="queue_ticket_paper"),
    path("lay-so/<str:code>/", tickets.kiosk_view, name="queue_kiosk"),
    path("lay-so/<str:code>/lich-hen/", tickets.arrive_view, name="queue_arrive"),
    path("lay-so/<str:code>/tra-cuu/", tickets.track_view, name="queue_track"),
    path("lay-so/<str:code>/man-hinh/", tickets.display_view, name="queue_display"),
    path("lich-hen/", appointments.list_view, name="appointments"),
    path("lich-hen/moi/", appointments.choose_view, name="appointment_where"),
    path("lich-hen/moi/<str:code>/", appointments.book_view, name="appointment_book"),
    path("lich-hen/<uuid:uid>/doi/", appointments.move_view, name="appointment_move"),
    path("lich-hen/<uuid:uid>/huy/", appointments.cancel_view, name="appointment_cancel"),
    path(CALLING, calling.calling_view, name="queue_calling"),
    path(f"{CALLING}lam/<slug:act>/", calling.act_view, name="queue_act"),
    path(f"{CALLING}thong-ke/", calling.figures_view, name="queue_figures"),
    path(f"{CALLING}hang/<uuid:uid>/", counters.queue_view, name="queue_change"),
    path(f"{CALLING}hang/moi/", counters.queue_view, name="queue_new"),
    path(f"{CALLING}quay/<uuid:uid>/", counters.counter_view, name="counter_change"),
    path(f"{CALLING}quay/moi/", counters.counter_view, name="counter_new"),
    *calling.TicketList.urls(f"{CALLING}so/", name="tickets"),
    *counters.QueueList.urls(f"{CALLING}hang/", name="queues"),
    *counters.CounterList.urls(f"{CALLING}quay/", name="counters"),
]
