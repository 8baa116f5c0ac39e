namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>How many runs the bar engine has brought to their end. Where most of them were more than it does, they begin with the inline engine at once.</summary>
internal sealed class BarRunShare
{
    private const int FewRuns = 8;

    private int _whole;
    private int _left;

    public int Whole => Volatile.Read(ref _whole);

    public bool AreWorthTrying => Volatile.Read(ref _left) <= Whole + FewRuns;

    public void Count(bool isWhole) => Interlocked.Increment(ref (isWhole ? ref _whole : ref _left));
}
