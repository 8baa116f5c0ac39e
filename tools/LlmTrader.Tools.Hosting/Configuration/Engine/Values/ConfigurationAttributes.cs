namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>The least and the most that a value may be, in the form in which it is written; both are allowed.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WithinAttribute(string least, string most) : Attribute
{
    public string Least { get; } = least;

    public string Most { get; } = most;

    /// <summary>What to write in place of what lies outside, a sentence; null names the bounds again.</summary>
    public string? Remedy { get; init; }
}

/// <summary>
/// What decisions depend on, and the journal's manifest therefore pins: another value needs a new journal. Holds for all that is below.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class PinnedAttribute : Attribute;

/// <summary>The word <c>off</c> is a value too: null.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CanBeOffAttribute : Attribute;

/// <summary>A name that is used in paths and messages: letters, digits, <c>-</c> and <c>_</c>, at most 32.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NameAttribute : Attribute;

/// <summary>Never printed, though it is no secret by itself.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MaskedAttribute : Attribute;
