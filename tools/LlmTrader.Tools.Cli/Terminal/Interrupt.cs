using System.Runtime.InteropServices;

namespace LlmTrader.Tools.Cli.Terminal;

/// <summary>
/// Turns the first Ctrl+C or SIGTERM into a cancellation; a second one, by somebody who has lost patience, ends the process at once.
/// Shells and <c>timeout</c> tell both a process and its group: what comes right behind the first is the same wish.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private static readonly TimeSpan SameWish = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private long _first;   // When the first signal came, in milliseconds since the machine's start; 0 before.

    public Interrupt()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (Interlocked.CompareExchange(ref _first, Environment.TickCount64, 0) is var first and not 0 && Environment.TickCount64 - first > SameWish.TotalMilliseconds) { return; }
        context.Cancel = true;   // The verb ends by itself, with its files closed.
        _source.Cancel();
    }
}
