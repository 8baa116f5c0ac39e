namespace LlmTrader.Strategies.Rules.Language;

/// <summary>Collects what is wrong with one source, at most <see cref="RuleLimits.MaxDiagnostics"/> of it, in the order found.</summary>
public sealed class DiagnosticBag(RuleSource source, RuleLimits limits)
{
    private readonly List<RuleDiagnostic> _found = [];
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);

    public RuleSource Source { get; } = source;

    public RuleLimits Limits { get; } = limits;

    /// <summary>The document's field that is being read; goes into each diagnostic.</summary>
    public string Field { get; set; } = "";

    public bool HasErrors { get; private set; }

    /// <summary>No more is collected: the rest of the work can be left.</summary>
    public bool IsFull => _found.Count >= Limits.MaxDiagnostics;

    /// <summary>
    /// The current field could not be read as written, so its types and counts follow from a guess: what is wrong with those
    /// is not reported.
    /// </summary>
    public bool IsUnreadable => _unreadable.Contains(Field);

    /// <summary>Errors so far; grows no more when the bag is full.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>Makes <see cref="IsUnreadable"/> true for the current field.</summary>
    public void MarkUnreadable() => _unreadable.Add(Field);

    public void Error(TextSpan span, string message, string? suggestion = null) => Add(RuleSeverity.Error, span, message, suggestion);

    public void Warning(TextSpan span, string message, string? suggestion = null) => Add(RuleSeverity.Warning, span, message, suggestion);

    /// <summary>What was found, by place in the text; equal places keep the order found.</summary>
    public IReadOnlyList<RuleDiagnostic> ToList() => [.. _found.OrderBy(d => d.Span.Start)];

    private void Add(RuleSeverity severity, TextSpan span, string message, string? suggestion)
    {
        HasErrors |= severity == RuleSeverity.Error;
        if (IsFull) { return; }
        // One mistake can be met twice, once per stream that an expression is read on.
        if (_found.Exists(d => d.Span == span && d.Message == message)) { return; }
        if (severity == RuleSeverity.Error) { ErrorCount++; }
        _found.Add(new RuleDiagnostic { Source = Source, Span = span, Severity = severity, Message = message, Suggestion = suggestion, Field = Field });
    }
}
