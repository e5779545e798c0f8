"""Forms for tests of this part and of the rooms above."""

Data = dict[str, object]


def question(key: str, kind: str = "text", **more: object) -> Data:
    """Return one field, its key as its label."""
    return {"key": key, "kind": kind, "label": key.replace("_", " ").capitalize(), **more}


def form(*fields: Data, **more: object) -> Data:
    """Return a form of one step."""
    step = {"key": "trang", "title": "Trang", "fields": list(fields)}
    return {"key": "to-khai", "title": "Tờ khai", "steps": [step], **more}


def birth_form() -> Data:
    """Return a form with every kind of field and turn."""
    return {
        "key": "khai-sinh",
        "title": {"vi": "Tờ khai đăng ký khai sinh", "en": "Birth registration"},
        "steps": [
            {
                "key": "tre",
                "title": {"vi": "Trẻ em", "en": "The child"},
                "intro": "Ghi như trên giấy chứng sinh.",
                "fields": [
                    question("tre_ten", "person_name", required=True, index=True),
                    question("tre_sinh", "date", required=True, not_after="today", index=True),
                    question(
                        "gioi_tinh",
                        "choice",
                        required=True,
                        index=True,
                        choices=[
                            {"value": "nam", "label": {"vi": "Nam", "en": "Male"}},
                            {"value": "nu", "label": {"vi": "Nữ", "en": "Female"}},
                        ],
                    ),
                    question("can_nang", "number", decimals=2, min="0.3", max=10, unit="kg"),
                    question("co_cha", "yes_no", required=True),
                    question(
                        "cha_ten",
                        "person_name",
                        when={"eq": ["co_cha", True]},
                        required=True,
                        prefill="applicant.name",
                    ),
                    question("cha_sinh", "date", precision="year", when={"filled": "cha_ten"}),
                ],
            },
            {
                "key": "nguoi-khai",
                "title": "Người khai",
                "fields": [
                    question("so_dinh_danh", "identity_number", required=True, index=True),
                    question("dien_thoai", "phone", prefill="applicant.phone"),
                    question("thu", "email"),
                    question("noi_o", "address", required=True, old_allowed=True),
                    question("ma_so_thue", "tax_code"),
                    question("le_phi", "money", max=10_000_000),
                    question(
                        "giay_to",
                        "multi",
                        choices=[{"value": v, "label": v.upper()} for v in ("a", "b", "c")],
                    ),
                    question("tep", "file", component="KQ.01", max=2),
                    question("ghi_chu", "long_text", max_length=200),
                    question(
                        "anh_chi",
                        "group",
                        max=3,
                        item_label="Anh chị em",
                        fields=[
                            question("ten", "person_name", required=True),
                            question("tuoi", "number", min=0, max=150),
                        ],
                    ),
                    question("cam_doan", "statement", required=True),
                ],
            },
        ],
        "calculations": [
            {"key": "tong_tuoi", "label": "Tổng số tuổi", "is": {"sum": "anh_chi.tuoi"}}
        ],
        "rules": [
            {
                "require": {"lt": ["cha_sinh", {"var": "tre_sinh"}]},
                "field": "cha_sinh",
                "message": {"vi": "Cha phải sinh trước con.", "en": "The father is older."},
            }
        ],
    }
