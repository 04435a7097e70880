using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Finds functions that look finished at their first await: <c>async void</c>, which an asynchronous lambda silently becomes where
/// only an <see cref="Action"/> fits.
/// </summary>
internal static class AsyncVoid
{
    /// <summary>What to do instead where there is an asynchronous form.</summary>
    public const string ReturnTask = "give a function that returns a Task; it is awaited";

    /// <summary>Whether nobody can wait for a function.</summary>
    public static bool Is(Delegate function)
    {
        foreach (Delegate part in function.GetInvocationList())
        {
            if (part.Method.ReturnType == typeof(void) && part.Method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The function, unless it is <c>async void</c>.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public static TFunction? Refuse<TFunction>(TFunction? function, string where, string instead)
        where TFunction : Delegate =>
        function is null || !Is(function) ? function : throw new ArgumentException(
            $"{where} was given an async void function: nobody could wait for it, records would be gone after its first await, and what "
            + $"it throws would end the process. Instead {instead}.", nameof(function));
}
