namespace LlmTrader.Strategies.Rules.Language;

/// <summary>The names that a document gives: parameters stand for numbers, <c>let</c> names for expressions.</summary>
internal sealed class RuleNames
{
    private readonly Dictionary<string, double> _parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Expression> _lets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public IEnumerable<string> All => _parameters.Keys.Concat(_lets.Keys);

    public void AddParameter(string name, double value) => _parameters[name] = value;

    public void AddLet(string name, Expression value) => _lets[name] = value;

    public bool TryGetParameter(string name, out double value)
    {
        if (!_parameters.TryGetValue(name, out value)) { return false; }
        _used.Add(name);
        return true;
    }

    public bool TryGetLet(string name, out Expression? value)
    {
        if (!_lets.TryGetValue(name, out value)) { return false; }
        _used.Add(name);
        return true;
    }

    /// <summary>It was asked for.</summary>
    public bool IsUsed(string name) => _used.Contains(name);
}
