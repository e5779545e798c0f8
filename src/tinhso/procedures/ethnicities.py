"""The 54 ethnic groups of Việt Nam, as forms offer them (list of the statistics office, 1979)."""

from typing import Final

NAMES: Final = (
    "Kinh", "Tày", "Nùng", "Mông", "Dao", "Sán Chay", "Sán Dìu", "Lô Lô", "Ngái", "Hoa",
    "Thái", "Mường", "Khmer", "Gia Rai", "Ê Đê", "Ba Na", "Xơ Đăng", "Cơ Ho", "Chăm", "Hrê",
    "Mnông", "Raglay", "Xtiêng", "Bru Vân Kiều", "Thổ", "Giáy", "Cơ Tu", "Giẻ Triêng", "Mạ",
    "Khơ Mú", "Co", "Tà Ôi", "Chơ Ro", "Kháng", "Xinh Mun", "Hà Nhì", "Chu Ru", "Lào", "La Chí",
    "La Ha", "Phù Lá", "La Hủ", "Lự", "Chứt", "Mảng", "Pà Thẻn", "Cơ Lao", "Cống", "Bố Y",
    "Si La", "Pu Péo", "Brâu", "Ơ Đu", "Rơ Măm",
)  # fmt: skip
"""Those who live in Cao Bằng stand first."""
