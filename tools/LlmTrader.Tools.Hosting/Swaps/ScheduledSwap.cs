using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Hosting.Rules;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Swaps;

/// <summary>A rule-set document that is to take over at a place of a run, or the version before that is to come back.</summary>
public sealed record ScheduledSwap
{
    /// <summary>What a rollback is called instead of a document.</summary>
    public const string RollbackName = "rollback";

    /// <summary>For messages; it does not get into what a run records.</summary>
    public required string File { get; init; }

    public required SwapPlace Place { get; init; }

    /// <summary>The text that is staged, and so journaled.</summary>
    public required string Source { get; init; }

    /// <summary>The document's.</summary>
    public required string Name { get; init; }

    /// <summary>The hash of the document's canonical text.</summary>
    public required string RuleSetId { get; init; }

    /// <summary>Bars that it reads, its own first.</summary>
    public required IReadOnlyList<BarSpec> Bars { get; init; }

    /// <summary>There is no document: the version that decided before comes back.</summary>
    public bool IsRollback => RuleSetId.Length == 0;

    public static ScheduledSwap Rollback(SwapPlace place) =>
        new() { File = RollbackName, Place = place, Source = "", Name = RollbackName, RuleSetId = "", Bars = [] };

    /// <summary>Throws <see cref="RunException"/> when the document has mistakes, each with its place, or is too long for a swap.</summary>
    public static ScheduledSwap From(RuleFile file, SwapPlace place)
    {
        ArgumentNullException.ThrowIfNull(file);
        string source = file.TextWith(new Dictionary<string, double>());
        return From(file.Path, source, file.Reading.Document!, place);
    }

    /// <summary>As <see cref="From(RuleFile, SwapPlace)"/>, of a document that lies in no file.</summary>
    public static ScheduledSwap From(string name, string source, SwapPlace place)
    {
        RuleReading reading = RuleText.Read(source, name);
        return reading.IsValid ? From(name, source, reading.Document!, place) : throw new RunException(string.Join("; ", reading.Diagnostics));
    }

    private static ScheduledSwap From(string name, string source, RuleDocument document, SwapPlace place)
    {
        int bytes = Encoding.UTF8.GetByteCount(source);
        if (bytes > RuleSetSource.MaxLength) { throw new RunException($"'{name}' has {bytes:N0} bytes; a rule set that is swapped in has at most {RuleSetSource.MaxLength:N0}."); }
        return new ScheduledSwap
        {
            File = name, Place = place, Source = source, Name = document.Name, RuleSetId = RuleText.Id(document), Bars = RuleSets.BarsOfText(source),
        };
    }
}
