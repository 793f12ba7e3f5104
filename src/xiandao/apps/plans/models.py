"""Documents, plans, their editions, the items of each, and every judgement on them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from xiandao.apps.files.models import Blob
from xiandao.apps.places.models import Place
from xiandao.apps.plans import layout_models, leaving_models, task_list_models, trajectory_models

OPENNESS, SECRECY = leaving_models.OPENNESS, leaving_models.SECRECY
ClassChange = leaving_models.ClassChange
Export = leaving_models.Export
Layout = layout_models.Layout
ActualValue = trajectory_models.ActualValue
TaskList = task_list_models.TaskList
EDITION_STATES = ("draft", "issued", "amended", "repealed")
READING_STATES = ("read", "facts")
"""``facts``: the items were brought without their document (原文未随附)."""
KINDS = ("target", "task", "sector", "technology", "placement", "bundle", "fact", "cite")
ITEM_STATES = ("candidate", "confirmed", "corrected", "rejected")
LIVE = ("confirmed", "corrected")
"""Only these count anywhere; a candidate shows as 待核."""
DEEDS = ("confirm", "correct", "reject", "split", "merge", "add", "reopen", "group")


class Document(models.Model):
    """The text of a file; the same file is one document however often it comes."""

    text_sha256 = models.CharField(max_length=64, db_index=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    text = models.TextField()
    pages = models.JSONField(default=list)
    added_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("text_sha256", "blob"), name="document_once"),)

    def __str__(self) -> str:
        return self.name


class Plan(models.Model):
    """What goes by one name through all its editions."""

    title = models.CharField(max_length=255)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="plans")
    keeper = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="kept_plans")  # whose office keeps it here
    level = models.CharField(max_length=10, default="")
    is_issued = models.BooleanField(default=False)
    openness = models.CharField(max_length=12, default="closed", choices=[(each, each) for each in OPENNESS])
    secrecy = models.CharField(max_length=10, default="none", choices=[(each, each) for each in SECRECY])
    is_reference = models.BooleanField(default=False)  # read-only, apart from the installation's own
    added_at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("accounts.Post", null=True, on_delete=models.PROTECT, related_name="plans")
    origin = models.CharField(max_length=80, default="")  # id of the installation that keeps it; empty: this one
    origin_number = models.PositiveBigIntegerField(null=True)  # the plan's own number there

    class Meta:
        ordering = ("place__path", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("origin", "origin_number"), condition=~Q(origin=""), name="plan_came_once"),
        )

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """One wording of a plan: a draft, what was issued, what amended it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="editions")
    ordinal = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="draft", choices=[(each, each) for each in EDITION_STATES])
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="editions")
    file_name = models.CharField(max_length=255, default="")
    reading = models.CharField(max_length=10, default="read", choices=[(each, each) for each in READING_STATES])
    kernel = models.CharField(max_length=20, default="")
    text_sha256 = models.CharField(max_length=64, default="", db_index=True)
    about = models.JSONField(default=dict)  # what the document says of itself, as in the plan format
    balance = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    doc_no = models.CharField(max_length=80, default="")
    issuer = models.CharField(max_length=200, default="")
    issued_on = models.DateField(null=True)
    in_force_from = models.DateField(null=True)
    in_force_until = models.DateField(null=True)
    period_first = models.PositiveSmallIntegerField(null=True)
    period_last = models.PositiveSmallIntegerField(null=True)
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    added_at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    brought = models.CharField(max_length=200, default="")  # 来件: who sent it and by which package; empty: made here

    class Meta:
        ordering = ("plan", "ordinal")
        constraints = (models.UniqueConstraint(fields=("plan", "ordinal"), name="edition_once"),)

    def __str__(self) -> str:
        return f"{self.plan.title} · {self.ordinal}"


LONG = ("balance", "findings")
"""Columns of an edition that lists of editions do without: each holds thousands of characters."""
LONG_OF_ITEM = tuple(f"edition__{each}" for each in ("about", *LONG))


class Item(models.Model):
    """One item as it stands now: as read, or as people have corrected it.

    ``fields`` are the item's own fields in the terms of the plan format; ``read`` keeps what the rules read.
    ``version`` counts the judgements: who judges says which version was on the screen.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    key = models.CharField(max_length=24)
    lineage = models.UUIDField(default=uuid.uuid4, db_index=True)
    state = models.CharField(max_length=10, default="candidate", choices=[(state, state) for state in ITEM_STATES])
    quote = models.TextField()
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    page = models.PositiveIntegerField(null=True)
    rule = models.CharField(max_length=60, default="")
    confidence = models.FloatField(default=0.0)
    risk = models.FloatField(default=0.0)
    doubts = models.JSONField(default=list)  # why the risk is what it is: codes
    head = models.CharField(max_length=400)
    fields = models.JSONField()
    read = models.JSONField(null=True)  # None where a person added the item
    unit = models.CharField(max_length=20, default="")
    year = models.PositiveSmallIntegerField(null=True)
    version = models.PositiveIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("start", "pk")
        constraints = (models.UniqueConstraint(fields=("edition", "key"), name="item_once"),)
        indexes = (
            models.Index(fields=("edition", "kind", "start"), name="item_of_edition"),
            models.Index(fields=("kind", "state", "year", "edition"), name="item_across"),
            models.Index(fields=("edition", "-risk"), name="item_queue", condition=Q(state="candidate")),
            models.Index(fields=("edition", "state", "kind", "version"), name="item_counts"),  # counts read no row
        )

    def __str__(self) -> str:
        return self.head

    @property
    def is_live(self) -> bool:
        """Whether it counts."""
        return self.state in LIVE


class Judgement(models.Model):
    """What one person decided about one item, and what it was before and after; never changed, never removed."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="judgements")
    deed = models.CharField(max_length=10, choices=[(deed, deed) for deed in DEEDS])
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    note = models.TextField(default="")
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seconds = models.FloatField(null=True)  # looked at, idle time over a minute left out; None where not measured
    learnt_in = models.CharField(max_length=20, default="")  # kernel that has since read what the person said

    class Meta:
        ordering = ("pk",)


class SampleCheck(models.Model):
    """The items of low risk that a person looks at before the others of their group are confirmed together."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="samples")
    drawn = models.JSONField()  # ids of the items to look at
    group = models.JSONField()  # ids of all items they stand for
    created_at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField(null=True)


VERDICTS = ("proposed", "yes", "no")
"""What people say of a link that was computed: nothing yet, that it holds, that it does not."""


class Succession(models.Model):
    """Items of one edition and what they became in the next: proposed by the comparison, confirmed by a person.

    Confirmed, the later items carry the lineage of the earlier ones: their history goes on.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="successions")  # the later one
    earlier = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    ordinal = models.PositiveIntegerField()  # in the order of the later text
    before = models.JSONField(default=list)  # ids of items
    after = models.JSONField(default=list)
    changes = models.JSONField()
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    verdict = models.CharField(max_length=10, default="proposed", choices=[(each, each) for each in VERDICTS])
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("edition", "ordinal")
        constraints = (models.UniqueConstraint(fields=("edition", "earlier", "ordinal"), name="succession_once"),)


class Bond(models.Model):
    """A person's yes or no to a lower item carrying out an upper one; what nobody said is computed, not stored."""

    upper = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="bonds_below")
    lower = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="bonds_above")
    verdict = models.CharField(max_length=10, choices=[(each, each) for each in VERDICTS[1:]])
    note = models.TextField(default="")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("upper", "lower"), name="bond_once"),)


class EditionChange(models.Model):
    """What an edition was before and after somebody said what it is; never changed, never removed.

    ``before`` and ``after`` hold state, days and head as :func:`.mappers.as_known` has them (rows of old: state and days
    of force alone): what was known of an edition on any day is folded from them, as of an item from its judgements.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="changes")
    before = models.JSONField()
    after = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)


FINDING_VERDICTS = ("known", "not-applicable", "open")
"""What a person says of a finding: 已知, 不适用, or that it stands again."""


class FindingNote(models.Model):
    """What a person says of a finding and why; the last one said counts. Re-reading keeps it.

    ``key`` tells the finding by its code, its words and what it says, not by its place: it is the same when the text
    is read anew.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="finding_notes")
    code = models.CharField(max_length=60)
    key = models.CharField(max_length=24)
    verdict = models.CharField(max_length=16, choices=[(each, each) for each in FINDING_VERDICTS])
    reason = models.TextField(default="")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("edition", "key"), name="finding_note_of"),)


BREAKDOWN_STATES = ("drafting", "opinions", "countersigned", "decided", "handed-down", "withdrawn")
"""起草, 征求意见, 会签, 上会, 下达, 撤回."""
PARTITIONS = ("tree", "zones", "both")
"""Over what a target is split: the administrative places, the functional zones, or both, each place once."""
METHODS = ("base", "weight", "equal", "growth", "mixed")
WISHES = ("fixed", "floor", "cap")
AGREES = "agree"
"""同意: the receiver takes what it was given, and nothing waits for a ruling."""
RULINGS = ("open", "adopted", "declined", "agreed")
AMOUNT = 96
"""Characters of an amount: decimals are kept as written, since not every database keeps all their digits."""


class Breakdown(models.Model):
    """One target on its way to the places that carry it out (指标分解)."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="breakdowns")
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="breakdowns")  # None: reread away
    title = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20, default="")
    total = models.CharField(max_length=AMOUNT)
    partition = models.CharField(max_length=8, choices=[(each, each) for each in PARTITIONS])
    state = models.CharField(max_length=16, default="drafting", choices=[(each, each) for each in BREAKDOWN_STATES])
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("accounts.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title


class Scenario(models.Model):
    """One way of splitting it, as asked and as reckoned; what a ruling changes is reckoned anew from its origin."""

    breakdown = models.ForeignKey(Breakdown, on_delete=models.CASCADE, related_name="scenarios")
    origin = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="amended")
    name = models.CharField(max_length=40)
    is_chosen = models.BooleanField(default=False)
    method = models.CharField(max_length=8, choices=[(each, each) for each in METHODS])
    step = models.CharField(max_length=AMOUNT)
    ratio = models.CharField(max_length=AMOUNT)  # handed down, 1.05 is 105 %
    request = models.JSONField()
    result = models.JSONField()
    digest = models.CharField(max_length=80)  # of request and result
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("breakdown", "name"), name="scenario_once"),
            models.UniqueConstraint(fields=("breakdown",), condition=Q(is_chosen=True), name="scenario_chosen"),
        )

    def __str__(self) -> str:
        return self.name


class Share(models.Model):
    """What one place takes in a scenario, and the limits it was reckoned within."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="shares")
    ordinal = models.PositiveSmallIntegerField()
    place = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, related_name="+"
    )  # None: no place of the tree
    receiver = models.ForeignKey("accounts.Unit", null=True, on_delete=models.PROTECT, related_name="+")  # 市直部门
    name = models.CharField(max_length=60)
    base = models.CharField(max_length=AMOUNT, null=True)
    weight = models.CharField(max_length=AMOUNT, null=True)
    floor = models.CharField(max_length=AMOUNT, null=True)
    cap = models.CharField(max_length=AMOUNT, null=True)
    fixed = models.CharField(max_length=AMOUNT, null=True)
    assigned = models.CharField(max_length=AMOUNT)

    class Meta:
        ordering = ("scenario", "ordinal")
        constraints = (models.UniqueConstraint(fields=("scenario", "name"), name="share_once"),)


class BreakdownOpinion(models.Model):
    """What a place answers to a scenario that was sent round, and what became of it.

    Entered by itself (本单位填报) or for it by the office (代填). ``version`` counts how often it said it anew before it
    was ruled on: who rules says which version was on the screen.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="opinions")  # the one sent round
    name = models.CharField(max_length=60)
    wish = models.CharField(max_length=8, choices=[(each, each) for each in (*WISHES, AGREES)])
    value = models.CharField(max_length=AMOUNT)  # of 同意 what it was given
    reason = models.TextField()
    is_own = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    ruling = models.CharField(max_length=10, default="open", choices=[(each, each) for each in RULINGS])
    ruled_for = models.TextField(default="")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)


class BreakdownStep(models.Model):
    """Who brought a breakdown into a state, when, and what is to be known of it; never changed."""

    breakdown = models.ForeignKey(Breakdown, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=16, choices=[(each, each) for each in BREAKDOWN_STATES])
    scenario = models.ForeignKey(Scenario, null=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=80, default="")  # of the scenario as it stood then
    note = models.CharField(max_length=400, default="")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
