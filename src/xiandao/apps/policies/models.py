"""Support policies, the measures read in them, what people decided about both."""

from __future__ import annotations

import datetime as dt

from django.db import models

from xiandao.apps.files.models import Blob
from xiandao.apps.places.models import Place
from xiandao.apps.publishing import models as release_models

SECRECY = release_models.SECRECY
OPENNESS = ("open", "closed")
"""Whether others than its keeper's people see it: 主动公开 or not."""
STANDINGS = ("draft", "issued", "repealed")
STATES = ("draft", "coming", "force", "expired", "repealed")
"""征求意见, 未施行, 有效, 已到期, 已废止: the standing, told on a day."""
MEASURE_STATES = ("candidate", "confirmed", "corrected", "rejected")
LIVE = ("confirmed", "corrected")
"""Only these are in the library; a candidate shows as 待核."""
DEEDS = ("confirm", "correct", "reject", "reopen", "add")
VERDICTS = ("keep", "amend", "repeal")
"""继续有效, 修改, 废止."""
AMOUNT = 32


class Policy(models.Model):
    """One support policy with its text; ``version`` counts what people changed of it."""

    title = models.CharField(max_length=255)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="policies")  # for which it holds
    keeper = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="kept_policies")  # whose office keeps it
    post = models.ForeignKey("accounts.Post", null=True, on_delete=models.PROTECT, related_name="policies")
    issuers = models.CharField(max_length=300, default="")  # 发文单位, several parted by 、
    doc_no = models.CharField(max_length=80, default="")
    issued_on = models.DateField(null=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)  # its last day; None: no end is named
    ending_told = models.DateField(null=True)  # the last day that its keepers were told of; None: not since it was set
    valid_words = models.CharField(max_length=200, default="")
    standing = models.CharField(max_length=10, default="draft", choices=[(each, each) for each in STANDINGS])
    repealed_on = models.DateField(null=True)
    openness = models.CharField(max_length=12, default="closed", choices=[(each, each) for each in OPENNESS])
    secrecy = models.CharField(max_length=10, default="none", choices=[(each, each) for each in SECRECY])
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64, db_index=True)
    rules = models.JSONField(default=list)  # sentences on stacking: kind, quote, start
    version = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("place__path", "-issued_on", "-pk")

    def __str__(self) -> str:
        return self.title

    def state(self, today: dt.date) -> str:
        """One of :data:`STATES`."""
        if self.standing == "repealed" and (self.repealed_on is None or self.repealed_on <= today):
            return "repealed"
        if self.standing == "draft":
            return "draft"
        if self.valid_until is not None and self.valid_until < today:
            return "expired"
        first = self.valid_from or self.issued_on
        return "coming" if first is not None and first > today else "force"


class Measure(models.Model):
    """One measure as it stands now: as read, or as people left it; ``version`` counts the judgements."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="measures")
    key = models.CharField(max_length=24)
    state = models.CharField(max_length=10, default="candidate", choices=[(each, each) for each in MEASURE_STATES])
    quote = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    clause = models.CharField(max_length=60, default="")
    topics = models.CharField(max_length=200, default="")  # codes between bars: |compute|talent|
    instrument = models.CharField(max_length=16, default="")
    stage = models.CharField(max_length=16, default="")
    object = models.CharField(max_length=200, default="")
    conditions = models.TextField(default="")
    benefit = models.TextField(default="")
    sum = models.CharField(max_length=AMOUNT, default="")  # yuan, as a decimal is written; empty where none is named
    rate = models.CharField(max_length=AMOUNT, default="")  # percent
    cap = models.CharField(max_length=AMOUNT, default="")  # yuan
    per = models.CharField(max_length=120, default="")
    window = models.CharField(max_length=200, default="")
    budget = models.CharField(max_length=200, default="")
    depends = models.CharField(max_length=400, default="")
    stacking = models.CharField(max_length=10, default="")
    confidence = models.FloatField(default=0.0)
    read = models.JSONField(null=True)  # the fields as the rules read them; None where a person added it
    version = models.PositiveIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("policy", "start", "pk")
        constraints = (models.UniqueConstraint(fields=("policy", "key"), name="measure_once"),)
        indexes = (models.Index(fields=("state", "instrument"), name="measure_listed"),)

    def __str__(self) -> str:
        return self.quote[:60]

    @property
    def is_live(self) -> bool:
        """Whether it is in the library."""
        return self.state in LIVE

    @property
    def topic_codes(self) -> tuple[str, ...]:
        """Its topics."""
        return tuple(code for code in self.topics.split("|") if code)


class MeasureJudgement(models.Model):
    """What one person decided about one measure; never changed, never removed."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="judgements")
    deed = models.CharField(max_length=10, choices=[(each, each) for each in DEEDS])
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    note = models.CharField(max_length=400, default="")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-pk",)


class PolicyVerdict(models.Model):
    """The yearly clean-up: what a person says of a policy, and why; never changed, the last one of a year counts."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="verdicts")
    year = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=8, choices=[(each, each) for each in VERDICTS])
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-pk",)
