namespace LlmTrader.Tools.Hosting.Alerts;

/// <summary>How much a counter that only grows has grown of late. Time is an input; one thread.</summary>
/// <param name="length">How far back.</param>
public sealed class CounterWindow(TimeSpan length)
{
    // Values that are kept; the window's edge is right to a sixtieth of its length.
    private const int Steps = 60;

    private readonly Queue<(TimeSpan Time, long Value)> _values = new(Steps + 2);
    private TimeSpan _newest = TimeSpan.MinValue;

    /// <summary>Notes the counter's value and returns by how much it grew within the window; 0 at the first call, as it then stands for what was before.</summary>
    public long Grown(TimeSpan now, long value)
    {
        while (_values.Count > 1 && _values.Peek().Time < now - length) { _values.Dequeue(); }
        if (_values.Count == 0 || now - _newest >= length / Steps)
        {
            _values.Enqueue((now, value));
            _newest = now;
        }

        return Math.Max(0, value - _values.Peek().Value);   // A counter that began anew has not shrunk.
    }
}
