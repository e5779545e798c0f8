"""What people of the demonstration write and answer."""

from typing import Final

NOTES: Final = (
    "Đã đối chiếu thửa đất với bản đồ địa chính, không có tranh chấp.",
    "Chủ nhà hẹn buổi sáng, gọi trước 30 phút.",
    "Cần xem lại khoảng lùi so với đường xóm.",
)


QUESTIONS_ASKED: Final = (
    "Cho tôi hỏi hồ sơ còn thiếu gì không ạ?",
    "Tôi đi làm xa, nhận kết quả qua bưu điện được không?",
    "Bản vẽ tôi sửa lại một chỗ nhỏ ở móng, có phải nộp lại không?",
)


ANSWERS: Final = (
    "Hồ sơ đang được xem, nếu thiếu chúng tôi sẽ báo một lần cho đủ.",
    "Được ạ, anh/chị chọn nhận qua bưu chính khi nhận thông báo có kết quả.",
)


FINDINGS: Final = (
    "Vị trí, ranh giới đúng với bản vẽ; đất trống, chưa khởi công.",
    "Đúng hiện trạng; nhà liền kề cách 1,8 m.",
)


REFUSED: Final = (
    "Vị trí xin xây dựng nằm trong hành lang bảo vệ đường tỉnh theo quy hoạch đã duyệt."
)


COMMENTS: Final = (
    "",
    "",
    "Cán bộ hướng dẫn dễ hiểu.",
    "Nhanh hơn tôi nghĩ.",
    "Phải đi lại hai lần.",
)

FINDINGS_ELSEWHERE: Final = (
    "Đúng như hồ sơ; đủ điều kiện theo quy định.",
    "Hiện trạng khớp với bản khai; đã lập biên bản có chữ ký các bên.",
)

PLACES: Final = {
    "1.013225": "Tại thửa đất xin phép",
    "1.013978": "Tại thửa đất",
    "1.004363": "Tại cửa hàng",
    "1.011607": "Tại nhà",
}
"""Where a visit takes place, by procedure."""

ASKED_OF: Final = {
    "1.013225": "Đề nghị cho ý kiến về sự phù hợp của công trình với quy hoạch ngành.",
    "1.011607": "Đề nghị Ban chỉ đạo cho ý kiến về kết quả rà soát.",
}
ASKED_ELSEWHERE: Final = "Đề nghị cho ý kiến về hồ sơ kèm theo."
