using System.Runtime.ExceptionServices;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>Something that runs on a thread of its own while the test looks on.</summary>
internal sealed class Background
{
    private readonly Thread _thread;
    private Exception? _failure;

    public Background(Action action)
    {
        _thread = new Thread(() =>
        {
            try { action(); }
            catch (Exception exception) { _failure = exception; }
        })
        { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Whether it comes to its end within the time, well or not.</summary>
    public bool EndsWithin(TimeSpan time) => _thread.Join(time);

    /// <summary>Fails when it does not end; throws what it threw.</summary>
    public void MustEnd()
    {
        Assert.True(_thread.Join(RuntimeWorld.Patience), $"Still running after {RuntimeWorld.Patience.TotalSeconds} s.");
        if (_failure is not null) { ExceptionDispatchInfo.Capture(_failure).Throw(); }
    }
}
