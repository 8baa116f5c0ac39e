namespace LlmTrader.Strategies.Models.Calls;

/// <summary>How a call ended. All but <see cref="Answered"/> leave nothing to use.</summary>
public enum ModelOutcome
{
    /// <summary>There is a text. Whether it fits its schema is judged by whoever asked.</summary>
    Answered,

    /// <summary>The model declined.</summary>
    Refused,

    /// <summary>The answer was longer than it may be, in tokens or bytes, and was cut off.</summary>
    Truncated,

    /// <summary>A reply that is no chat completion: HTML, no choices, an unknown reason to finish, a stream that broke off.</summary>
    Malformed,

    /// <summary>Another model answered than was asked.</summary>
    WrongModel,

    /// <summary>No complete answer in time.</summary>
    TimedOut,

    /// <summary>The endpoints refused for now: too many requests.</summary>
    RateLimited,

    /// <summary>The endpoints could not be reached or failed.</summary>
    Unavailable,

    /// <summary>The request was refused for good: a wrong key, an unknown model, a bad request.</summary>
    Rejected,

    /// <summary>The budget of the window is used up; nothing was sent.</summary>
    BudgetExhausted,

    /// <summary>The prompt is larger than every model's context; nothing was sent.</summary>
    ContextTooLarge,

    /// <summary>Too many calls are under way already; nothing was sent.</summary>
    Overloaded,

    /// <summary>The answer repeats the request's canary: some text in the prompt took the model over.</summary>
    CanaryFound,

    /// <summary>Replay: the record has no answer to this request.</summary>
    NotRecorded,

    /// <summary>Whoever asked gave up.</summary>
    Cancelled,
}
