namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>
/// The entries of one side since nothing of it was held and nothing worked that could enter it. Of what the plan did not
/// enter the number is estimated (<see cref="IsAdopted"/>).
/// </summary>
internal struct EntryCount
{
    private int _entries;
    private bool _isAdopted;

    /// <summary>Orders that were sent; what of them was filled, or ended without a fill, is counted all the same.</summary>
    public readonly int Entries => _entries;

    /// <summary>Others than the plan's may have made some.</summary>
    public readonly bool IsAdopted => _isAdopted;

    /// <summary>One number for both, below zero when adopted; what is adopted has one entry at least.</summary>
    public double Saved
    {
        readonly get => _isAdopted ? -_entries : _entries;
        set => (_entries, _isAdopted) = ((int)Math.Abs(value), value < 0);
    }

    /// <summary>An entry of the side.</summary>
    public void Add() => _entries++;

    /// <summary>The first of the side: what worked there before closes the other one.</summary>
    public void Start() => (_entries, _isAdopted) = (1, false);

    /// <summary>Nothing of the side is left.</summary>
    public void End() => (_entries, _isAdopted) = (0, false);

    /// <summary>Others decided meanwhile.</summary>
    public void Missed() => _isAdopted = _entries > 0;

    /// <summary>What was found of the side fills as many; that it counts as more already stays.</summary>
    public void Adopt(int entries) => (_entries, _isAdopted) = (Math.Max(_entries, entries), true);
}
