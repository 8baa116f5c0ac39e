using System.Diagnostics.CodeAnalysis;

namespace LlmTrader.Engine.Core;

/// <summary>
/// Makes rule sets of source texts. Called beside the hot path, by one thread at a time, and again at the same place of a
/// replay: the same text must give a set that decides alike.
/// </summary>
public interface IRuleSetCompiler
{
    /// <summary>False when the text is no rule set; <paramref name="error"/> then says why, for people.</summary>
    bool TryCompile(string source, [NotNullWhen(true)] out IRuleSet? ruleSet, [NotNullWhen(false)] out string? error);
}
