using LlmTrader.Strategies.Generation.Chain;

namespace LlmTrader.Tests.Simulation.Strategist;

/// <summary>The process is gone; what it had in memory is too.</summary>
internal sealed class KilledException : Exception, IChainEnd;

/// <summary>The chain did what it must not. No failure of a port, which the chain would take for one more time-out.</summary>
internal sealed class ViolationException(string message) : Exception(message), IChainEnd
{
    public static void Unless(bool holds, string message)
    {
        if (!holds) { throw new ViolationException(message); }
    }
}

/// <summary>What goes wrong, by a seed.</summary>
internal sealed class ChainFaults(Random random)
{
    /// <summary>Off lets everything come to its end.</summary>
    public bool IsOn { get; set; } = true;

    public Random Random => random;

    public int Kills { get; private set; }

    public int Errors { get; private set; }

    /// <summary>A moment at which the process may be killed.</summary>
    public void Kill()
    {
        if (!Happens(0.02)) { return; }
        Kills++;
        throw new KilledException();
    }

    /// <summary>A moment at which a call may fail as well.</summary>
    public void Fail()
    {
        Kill();
        if (!Happens(0.06)) { return; }
        Errors++;
        throw random.Next(3) switch
        {
            0 => new TimeoutException("no answer in time"),
            1 => new IOException("connection reset"),
            _ => new OperationCanceledException(),
        };
    }

    public bool Happens(double probability) => IsOn && random.NextDouble() < probability;
}
