namespace LlmTrader.Tools.Hosting.Admin.Contracts;

/// <summary>Asks for a person's word on a rule set that is to be activated.</summary>
public sealed record ApprovalRequest
{
    /// <summary>SHA-256 of the source in UTF-8, 64 hexadecimal digits: the word is given for these bytes and no others.</summary>
    public required string Hash { get; init; }

    public required ApprovalSummary Summary { get; init; }

    public required ApprovalRisk Risk { get; init; }

    /// <summary>RFC 3339; the word must come before, and at most 31 days from now.</summary>
    public required string Expires { get; init; }
}

/// <summary>What a person needs to know to decide.</summary>
public sealed record ApprovalSummary
{
    /// <summary>One line.</summary>
    public required string Title { get; init; }

    /// <summary>The slot that the rule set is for.</summary>
    public int Slot { get; init; }

    /// <summary>The rule set.</summary>
    public required string Source { get; init; }

    /// <summary>Where it comes from, such as <c>local/tpe 1</c>.</summary>
    public string? Proposer { get; init; }

    /// <summary>What it had to pass, in order.</summary>
    public IReadOnlyList<ApprovalGate> Gates { get; init => field = value ?? []; } = [];   // The reader of JSON sets what is absent to null.
}

/// <summary>One thing that a candidate had to pass.</summary>
public sealed record ApprovalGate
{
    public required string Gate { get; init; }

    public required bool Passed { get; init; }

    /// <summary>What it came to.</summary>
    public required string Value { get; init; }

    /// <summary>What it had to be, with its direction.</summary>
    public required string Threshold { get; init; }
}

/// <summary>The worst that the rule set can hold and lose.</summary>
public sealed record ApprovalRisk
{
    /// <summary>Decimal text in the account's currency.</summary>
    public required string WorstNotional { get; init; }

    /// <summary>Of the equity, 0.05 is 5 %; decimal text.</summary>
    public required string ShareAtRisk { get; init; }

    /// <summary>Such as <c>approval</c>: more than what passes by itself.</summary>
    public required string Verdict { get; init; }

    public IReadOnlyList<string> Reasons { get; init => field = value ?? []; } = [];
}

/// <summary>A person's word.</summary>
public sealed record ApprovalAnswerRequest
{
    /// <summary>Of what was looked at.</summary>
    public required string Hash { get; init; }

    public string? Reason { get; init; }
}

public sealed record ApprovalsReply(IReadOnlyList<ApprovalLine> Approvals);

public sealed record ApprovalLine(string Decision, string State, string Hash, int Slot, string Title, string ShareAtRisk, string Expires, long ExpiresNs, string? AnsweredBy, string? AnsweredAt, long? Sequence);

public sealed record ApprovalReply
{
    public required string Decision { get; init; }

    /// <summary>pending, approved, rejected or expired.</summary>
    public required string State { get; init; }

    public required string Hash { get; init; }

    public required ApprovalSummary Summary { get; init; }

    public required ApprovalRisk Risk { get; init; }

    public required string AskedBy { get; init; }

    public required string AskedAt { get; init; }

    public required long AskedAtNs { get; init; }

    public required string Expires { get; init; }

    public required long ExpiresNs { get; init; }

    public string? AnsweredBy { get; init; }

    public string? AnsweredAt { get; init; }

    public long? AnsweredAtNs { get; init; }

    /// <summary>That was given with the answer.</summary>
    public string? Reason { get; init; }

    /// <summary>Of the answer's record in the journal.</summary>
    public long? Sequence { get; init; }

    /// <summary>The set that decides in the slot now; null when there is none.</summary>
    public int? ActiveSetId { get; init; }

    /// <summary>What the candidate does differently from that set.</summary>
    public IReadOnlyList<DifferenceReply> Differences { get; init; } = [];
}
