using System.Diagnostics.CodeAnalysis;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>Makes rule sets of staged sources: a document in YAML or JSON, or a built-in one by name (<c>ma-cross:fast=10,slow=30</c>).</summary>
public sealed class RuleSetCompiler(InstrumentTable instruments, IReadOnlyList<BarSpec> barSpecs, RuleBackEnd backEnd = RuleBackEnd.Compiled) : IRuleSetCompiler
{
    /// <summary>What messages call the source: it comes out of the journal, not out of a file.</summary>
    private const string SourceName = "rules";

    public bool TryCompile(string source, [NotNullWhen(true)] out IRuleSet? ruleSet, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(source);
        return RuleSets.IsBuiltIn(source)
            ? RuleSets.TryCreate(source, instruments, barSpecs, out ruleSet, out error)
            : RuleSets.TryCreateFromText(source, SourceName, instruments, barSpecs, out ruleSet, out error, backEnd);
    }
}
