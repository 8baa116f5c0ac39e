using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;

namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>What came of one endpoint. Safe for threads.</summary>
internal sealed class EndpointMetrics(TimeProvider time)
{
    private const int KeptTransitions = 64;

    // The last ten answers or so decide.
    private const double Smoothing = 0.2;

    private static readonly TimeSpan MeasuredFor = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly long[] _outcomes = new long[Enum.GetValues<ModelOutcome>().Length];
    private readonly Queue<BreakerTransition> _transitions = [];
    private BreakerCounts _counts;
    private double _latencyMs;
    private DateTimeOffset? _measured;
    private bool _hasEnded;
    private long _input;
    private long _output;
    private decimal _cost;

    /// <summary>By which endpoints are compared: zero for one that nobody has measured of late, the largest for one that never answered.</summary>
    public TimeSpan ComparedLatency
    {
        get
        {
            lock (_gate)
            {
                if (_measured is { } at) { return time.GetUtcNow() - at > MeasuredFor ? TimeSpan.Zero : TimeSpan.FromMilliseconds(_latencyMs); }
                return _hasEnded ? TimeSpan.MaxValue : TimeSpan.Zero;
            }
        }
    }

    public void Ended(EndpointReply reply, TokenUsage usage, decimal cost)
    {
        lock (_gate)
        {
            _hasEnded = true;
            _outcomes[(int)reply.Outcome]++;
            _input += usage.Input;
            _output += usage.Output;
            _cost += cost;
            if (reply.Outcome != ModelOutcome.Answered) { return; }
            double elapsed = reply.Raw.Elapsed.TotalMilliseconds;
            _latencyMs = _measured is null ? elapsed : _latencyMs + (Smoothing * (elapsed - _latencyMs));
            _measured = time.GetUtcNow();
        }
    }

    public void Moved(string from, string to)
    {
        lock (_gate)
        {
            _counts = to switch
            {
                EndpointBreaker.Open => _counts with { Opened = _counts.Opened + 1 },
                EndpointBreaker.HalfOpen => _counts with { HalfOpened = _counts.HalfOpened + 1 },
                _ => _counts with { Closed = _counts.Closed + 1 },
            };
            _transitions.Enqueue(new BreakerTransition(time.GetUtcNow(), from, to));
            if (_transitions.Count > KeptTransitions) { _transitions.Dequeue(); }
        }
    }

    public EndpointStatus Status(EndpointOptions options, int inFlight, string breaker, DateTimeOffset? coolsDownUntil)
    {
        lock (_gate)
        {
            return new EndpointStatus
            {
                Options = options,
                InFlight = inFlight,
                Outcomes = [.. Enum.GetValues<ModelOutcome>().Where(one => _outcomes[(int)one] > 0).Select(one => KeyValuePair.Create(one, _outcomes[(int)one]))],
                Latency = _measured is null ? null : TimeSpan.FromMilliseconds(_latencyMs),
                InputTokens = _input,
                OutputTokens = _output,
                Cost = _cost,
                Breaker = breaker,
                Transitions = _counts,
                LastTransitions = [.. _transitions],
                CoolsDownUntil = coolsDownUntil,
            };
        }
    }
}
