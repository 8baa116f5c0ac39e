using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using Polly;
using Polly.CircuitBreaker;

namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>
/// An endpoint's breaker. Unavailable, timed out, malformed and the wrong model count against it; too many requests, what was refused for
/// good, and refusals of the model do not: there the endpoint is well.
/// </summary>
internal sealed class EndpointBreaker
{
    public const string Closed = "closed";
    public const string Open = "open";
    public const string HalfOpen = "half_open";

    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<EndpointReply> _pipeline;
    private readonly TimeProvider _time;
    private readonly Action<string, string> _moved;
    private long _openUntilTicks;
    private bool _wasHalfOpen;

    /// <param name="options">When it opens, and for how long.</param>
    /// <param name="time">By which it does.</param>
    /// <param name="moved">Told of each transition, from and to.</param>
    public EndpointBreaker(BreakerOptions options, TimeProvider time, Action<string, string> moved)
    {
        _time = time;
        _moved = moved;
        _pipeline = new ResiliencePipelineBuilder<EndpointReply> { TimeProvider = time }.AddCircuitBreaker(new CircuitBreakerStrategyOptions<EndpointReply>
        {
            FailureRatio = Math.BitIncrement(options.FailureShare),    // Polly opens at its ratio; over half is the next number above it.
            MinimumThroughput = options.LeastCalls,
            SamplingDuration = options.Within,
            BreakDuration = options.For,
            StateProvider = _state,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { } reply && IsFailure(reply.Outcome)),
            OnOpened = arguments => Opened(arguments.BreakDuration),
            OnHalfOpened = _ => Move(Open, HalfOpen),
            OnClosed = _ => Move(HalfOpen, Closed),
        }).Build();
    }

    /// <summary><c>closed</c>, <c>open</c> or <c>half_open</c>.</summary>
    public string State => _state.CircuitState switch { CircuitState.Closed => Closed, CircuitState.HalfOpen => HalfOpen, _ => Open };

    /// <summary>How long until a call gets through; zero when one does, null while another tries whether the endpoint is well again.</summary>
    public TimeSpan? Wait => State switch
    {
        Closed => TimeSpan.Zero,
        HalfOpen => null,
        _ => new DateTimeOffset(Volatile.Read(ref _openUntilTicks), TimeSpan.Zero) is var until && until > _time.GetUtcNow() ? until - _time.GetUtcNow() : TimeSpan.Zero,
    };

    /// <summary>Lets an attempt through and sees what it comes to; null when the breaker did not let it through.</summary>
    public async Task<EndpointReply?> AskAsync(Func<Task<EndpointReply>> attempt)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false);
        try
        {
            Outcome<EndpointReply> outcome = await _pipeline.ExecuteOutcomeAsync(static async (_, ask) => Outcome.FromResult(await ask().ConfigureAwait(false)), context, attempt).ConfigureAwait(false);
            if (outcome.Exception is BrokenCircuitException broken)
            {
                if (broken.RetryAfter is { } wait) { OpenFor(wait); }
                return null;
            }

            outcome.ThrowIfException();    // A record that can't be read or written: no server is to blame.
            return outcome.Result;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // Given up while it tried whether the endpoint is well again, a call has not shown that it is.
    private bool IsFailure(ModelOutcome outcome) => outcome switch
    {
        ModelOutcome.Unavailable or ModelOutcome.TimedOut or ModelOutcome.Malformed or ModelOutcome.WrongModel => true,
        ModelOutcome.Cancelled or ModelOutcome.RateLimited => _state.CircuitState == CircuitState.HalfOpen,
        _ => false,
    };

    private ValueTask Opened(TimeSpan duration)
    {
        OpenFor(duration);
        return Move(_wasHalfOpen ? HalfOpen : Closed, Open);
    }

    private void OpenFor(TimeSpan duration) => Volatile.Write(ref _openUntilTicks, (_time.GetUtcNow() + duration).UtcTicks);

    private ValueTask Move(string from, string to)
    {
        _wasHalfOpen = to == HalfOpen;
        _moved(from, to);
        return ValueTask.CompletedTask;
    }
}
