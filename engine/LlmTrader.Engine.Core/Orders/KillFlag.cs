namespace LlmTrader.Engine.Core;

/// <summary>
/// Whether orders may leave, known to every gateway at once and not through the ring, so that a ring that stands still can't keep it
/// from them. One for all gateways of a process; any thread sets it. No stage looks at it: decisions follow the events.
/// </summary>
public sealed class KillFlag
{
    private const int Killed = 1, Closing = 2;

    private int _state;

    public bool IsSet => Volatile.Read(ref _state) != 0;

    /// <summary>Whether the orders by which the engine itself closes positions may leave: always but after a kill that does not flatten.</summary>
    public bool LetsClose => Volatile.Read(ref _state) != Killed;

    /// <summary>From when this returns, <see cref="Lets"/> refuses orders, whoever asks. One that it let pass before may be about to be written.</summary>
    /// <param name="flatten">Whether the orders by which the engine closes positions go on leaving. Once they do, they do until the reset.</param>
    public void Set(bool flatten) => Interlocked.Or(ref _state, flatten ? Killed | Closing : Killed);

    public void Reset() => Interlocked.Exchange(ref _state, 0);

    /// <summary>Whether a command may be written to a venue now: a cancel always, and while the flag is set nothing else but what flattens.</summary>
    public bool Lets(in OrderCommand command)
    {
        int state = Volatile.Read(ref _state);
        if (state == 0 || command.Action == CommandAction.Cancel) { return true; }
        return (state & Closing) != 0 && command is { Action: CommandAction.New, Strategy.IsEngine: true } && (command.Flags & OrderFlags.ReduceOnly) != 0;
    }
}
