%% The programs of Savina in Erlang, the same ones as beside this file:
%% erl +S 1:1 -noshell -run savina main <program> <times>
-module(savina).
-export([main/1]).

main([Name, Iterations]) ->
    F = list_to_atom(Name),
    Times = [once(F) || _ <- lists:seq(1, list_to_integer(Iterations))],
    Ms = string:join([io_lib:format("~.2f", [T / 1000]) || {T, _, _} <- Times], ","),
    Cpu = string:join([io_lib:format("~p", [C]) || {_, C, _} <- Times], ","),
    {_, _, Note} = lists:last(Times),
    io:format("{\"name\":\"~s\",\"ms\":[~s],\"cpu\":[~s],\"note\":\"~w\"}~n", [Name, Ms, Cpu, Note]),
    halt(0).

once(F) ->
    Self = self(),
    {Pid, Ref} = spawn_monitor(fun() ->
        erlang:statistics(runtime),
        {T, R} = timer:tc(fun() -> bench(F) end),
        {_, Cpu} = erlang:statistics(runtime),
        Self ! {time, T, Cpu, R}
    end),
    receive
        {time, T, C, R} -> receive {'DOWN', Ref, process, Pid, _} -> ok end, {T, C, R};
        {'DOWN', Ref, process, Pid, Why} -> io:format("failed: ~p~n", [Why]), halt(1)
    end.

%% ---- helpers -------------------------------------------------------------
rnd(V) -> (V * 1309 + 13849) band 65535.
busy(0, T) -> T;
busy(N, T) -> _ = rand_like(N), busy(N - 1, T + 1).
rand_like(N) -> N bxor 5.

call(Pid, Message) ->
    Ref = make_ref(),
    Pid ! {call, self(), Ref, Message},
    receive {Ref, Reply} -> Reply end.


collect(0, _, Acc) -> Acc;
collect(N, Tag, Acc) -> receive {Tag, V} -> collect(N - 1, Tag, Acc + V) end.

%% ---- 1 ping pong ------------------------------------------------------------
bench(ping_pong) ->
    N = 400000,
    Main = self(),
    Pong = spawn(fun ponger/0),
    Ping = spawn(fun() -> receive start -> Pong ! {ping, self()}, pinger(Pong, N - 1, 0, Main) end end),
    Ping ! start,
    receive {pongs, N} -> ok end,
    exit(Pong, kill), ok;
bench(ping_pong_call) ->
    N = 300000,
    A = spawn(fun answerer/0),
    150000 = ask_loop(A, 0, N, 0, fun call/2),
    exit(A, kill), ok;
%% ---- 2 counting --------------------------------------------------------------
bench(counting) ->
    N = 1000000,
    Main = self(),
    C = spawn(fun() -> counter(0) end),
    spawn(fun() -> flood(C, N), Main ! {count, call(C, value)} end),
    receive {count, N} -> ok end,
    exit(C, kill), ok;
bench(counting_paced) ->
    N = 1000000,
    Main = self(),
    C = spawn(fun() -> counter(0) end),
    spawn(fun() -> flood_paced(C, 1, N), Main ! {count, call(C, value)} end),
    receive {count, N} -> ok end,
    exit(C, kill), ok;
%% ---- 3 fork join create --------------------------------------------------------
bench(fork_join_create) ->
    N = 60000,
    Main = self(),
    C = spawn(fun() -> Main ! {sum, collect(N, done, 0)} end),
    [begin P = spawn(fun fork_worker/0), P ! {run, 37.2, C} end || _ <- lists:seq(1, N)],
    receive {sum, S} -> true = abs(S - N * work(37.2)) < 1.0e-3, ok end;
bench(fork_join_create_call) ->
    N = 60000,
    Refs = [begin
        P = spawn(fun fork_caller/0), R = make_ref(), P ! {call, self(), R, 37.2}, R
    end || _ <- lists:seq(1, N)],
    S = lists:foldl(fun(R, A) -> receive {R, V} -> A + V end end, 0, Refs),
    true = abs(S - N * work(37.2)) < 1.0e-3, ok;
%% ---- 4 fork join throughput -------------------------------------------------------
bench(fork_join_throughput) ->
    N = 10000, A = 60,
    Ws = [spawn(fun() -> throughput(0) end) || _ <- lists:seq(1, A)],
    thr_send(N, Ws),
    true = lists:all(fun(W) -> call(W, handled) =:= N end, Ws),
    [exit(W, kill) || W <- Ws], ok;
%% ---- 5 thread ring ------------------------------------------------------------------
bench(thread_ring) ->
    N = 100, R = 1000000,
    Main = self(),
    Ns = [spawn(fun() -> receive {next, P} -> ring(P, Main, 0) end end) || _ <- lists:seq(1, N)],
    lists:foreach(fun({A, B}) -> A ! {next, B} end, lists:zip(Ns, tl(Ns) ++ [hd(Ns)])),
    hd(Ns) ! {ping, R},
    receive ended -> ok end,
    R = lists:sum([call(P, hops) || P <- Ns]),
    [exit(P, kill) || P <- Ns], ok;
%% ---- 6 chameneos ----------------------------------------------------------------------
bench(chameneos) ->
    N = 100, M = 200000, Main = self(),
    Mall = spawn(fun() -> mall(M, none, N, 0, Main) end),
    Cs = [spawn(fun() -> chameneo_start(Mall, element(I rem 3 + 1, {red, yellow, blue})) end) || I <- lists:seq(0, N - 1)],
    receive {meetings, S} -> S = 2 * M end,
    [exit(C, kill) || C <- Cs], ok;
%% ---- 7 big ------------------------------------------------------------------------------
bench(big) ->
    W = 120, N = 4000, Main = self(),
    Ps = [spawn(fun() -> receive {neighbours, T} -> big(I, I, T, N, -1, 0, Main) end end) || I <- lists:seq(0, W - 1)],
    T = list_to_tuple(Ps),
    [P ! {neighbours, T} || P <- Ps],
    [P ! {pong, -1} || P <- Ps],
    NW = N * W,
    NW = collect(W, exit, 0),
    [exit(P, kill) || P <- Ps], ok;
%% ---- 8 concurrent dictionary -----------------------------------------------------------
bench(dictionary) ->
    W = 20, M = 10000, Main = self(),
    D = spawn(fun() -> dictionary(#{}) end),
    [spawn(fun() -> Main ! {handled, dict_worker(D, I + M + 10, M, 0)} end) || I <- lists:seq(0, W - 1)],
    WM = W * M,
    WM = collect(W, handled, 0),
    true = call(D, size) > 0,
    exit(D, kill), ok;
%% ---- 9 concurrent sorted list -----------------------------------------------------------
bench(sorted_list) ->
    W = 20, M = 2000, Main = self(),
    L = spawn(fun() -> sorted([], 0) end),
    [spawn(fun() -> Main ! {writes, list_worker(L, I + M + 11, M, 0)} end) || I <- lists:seq(0, W - 1)],
    S = collect(W, writes, 0),
    S = call(L, size),
    exit(L, kill), ok;
%% ---- 10 bounded buffer -----------------------------------------------------------------
bench(bounded_buffer) ->
    B = 50, P = 40, C = 40, Items = 5000, Main = self(),
    M = spawn(fun() -> receive {begin_, Cs} -> manager(B - P, [], Cs, [], [], [], 0, 0, C, P, Main) end end),
    Cs = [spawn(fun() -> consumer(M, 0.0) end) || _ <- lists:seq(1, C)],
    M ! {begin_, Cs},
    Ps = [spawn(fun() -> self() ! produce, producer(M, Items, 0.0) end) || _ <- lists:seq(1, P)],
    PI = P * Items,
    receive {items, PI} -> ok end,
    [exit(X, kill) || X <- [M | Cs ++ Ps]], ok;
%% ---- 11 philosophers ------------------------------------------------------------------
bench(philosophers) ->
    N = 20, R = 10000, Main = self(),
    Forks = list_to_tuple(lists:duplicate(N, false)),
    A = spawn(fun() -> arbitrator(Forks, N, 0, 0, 0, Main) end),
    [spawn(fun() -> self() ! start, philosopher(I, A, R) end) || I <- lists:seq(0, N - 1)],
    NR = N * R,
    receive {meals, NR, Denied} -> {denied, Denied} end;
%% ---- 12 barber ---------------------------------------------------------------------------
bench(barber) ->
    N = 2500, Main = self(),
    Barber = spawn(fun() -> barber(74755 band 65535) end),
    Room = spawn(fun() -> room(queue:new(), 0, true, Barber) end),
    spawn(fun() -> receive start -> factory(Room, N, Main) end end) ! start,
    receive {cut, N, Attempts} -> exit(Room, kill), exit(Barber, kill), {attempts, Attempts} end;
%% ---- 13 smokers ------------------------------------------------------------------------------
bench(smokers) ->
    R = 300000, S = 200, Main = self(),
    A = spawn(fun() -> receive {smokers, Ss} -> arbiter(Ss, S, 0, R, arb_notify(Ss, S, (R * S) band 65535), Main) end end),
    Ss = [spawn(fun() -> smoker(A) end) || _ <- lists:seq(1, S)],
    A ! {smokers, list_to_tuple(Ss)},
    receive {rounds, R} -> ok end;
%% ---- 14 logistic map ---------------------------------------------------------------------------
bench(logistic_map) ->
    Terms = 25000, Series = 10,
    Ws = [begin
        Rate = 3.46 + I * 0.0025,
        C = spawn(fun() -> computer(Rate) end),
        %% A long queue on the heap would be collected again and again.
        {spawn_opt(fun() -> series(C, I * 0.0025) end,
                   [{message_queue_data, off_heap}]), C}
    end || I <- lists:seq(0, Series - 1)],
    Main = self(),
    spawn(fun() ->
        log_send(Terms, [W || {W, _} <- Ws]),
        Main ! {sum, lists:sum([call(W, term) || {W, _} <- Ws])}
    end),
    Expected = lists:sum([logistic(Terms, 3.46 + I * 0.0025, I * 0.0025) || I <- lists:seq(0, Series - 1)]),
    receive {sum, S} -> true = abs(S - Expected) < 1.0e-9 end,
    [begin exit(W, kill), exit(C, kill) end || {W, C} <- Ws], ok;
%% ---- 15 banking ---------------------------------------------------------------------------------
bench(banking) ->
    A = 1000, N = 50000, Main = self(),
    As = [spawn(fun() -> account(1.0e9) end) || _ <- lists:seq(1, A)],
    spawn(fun() ->
        teller(list_to_tuple(As), A, N, 123456 band 65535),
        replies(N),
        Main ! replied
    end),
    receive replied -> ok end,
    S = lists:sum([call(P, balance) || P <- As]),
    true = abs(S - A * 1.0e9) < 1,
    [exit(P, kill) || P <- As], ok;
%% ---- 16 sieve -------------------------------------------------------------------------------------
bench(sieve) ->
    Main = self(),
    F = spawn(fun() -> filter([2], 1, none) end),
    spawn(fun() -> sieve_send(3, 100000, F), Main ! {primes, call(F, primes)} end),
    receive {primes, 9592} -> ok end;
%% ---- 24 n-queens ------------------------------------------------------------------------------------
bench(n_queens) ->
    Main = self(),
    M = spawn(fun() -> queens_start(Main) end),
    receive {solutions, 724} -> exit(M, kill), ok end;
%% ---- 22 trapezoid -------------------------------------------------------------------------------------
bench(trapezoid) ->
    Pieces = 2000000, W = 100, Main = self(), H = 4 / Pieces, Range = 4 / W,
    [spawn(fun() -> receive {work, L, R} -> Main ! {area, area(L, H, 0, round((R - L) / H), 0.0)} end end)
        ! {work, 1 + I * Range, 1 + (I + 1) * Range} || I <- lists:seq(0, W - 1)],
    S = collect(W, area, 0.0),
    true = abs(S - 0.27108075) < 1.0e-6, ok;
%% ---- 21 radix sort ----------------------------------------------------------------------------------------
bench(radix_sort) ->
    N = 50000, Bits = 28, Main = self(),
    Sink = spawn(fun() -> sink(N, -1, 0, Main) end),
    First = lists:foldl(fun(Bit, Next) -> spawn(fun() -> sorter(N, 1 bsl Bit, Next, []) end) end,
                        Sink, lists:seq(Bits - 1, 0, -1)),
    spawn(fun() -> radix_send(N, 2048, First) end),
    receive {misplaced, 0} -> ok end;
%% ---- fibonacci ------------------------------------------------------------------------------------------------
bench(fib) ->
    P = spawn(fun fib/0),
    10946 = call(P, 21), ok;
%% ---- 30 uct ----------------------------------------------------------------------------------------------------
bench(uct) ->
    Main = self(),
    spawn(fun() -> uct_root(50000, Main) end),
    receive {visited, S, V} -> V = S - 1, ok end.

pinger(_, _, Pongs, Main) when Pongs =:= 400000 -> Main ! {pongs, Pongs};
pinger(Pong, Left, Pongs, Main) ->
    receive
        pong when Left > 0 -> Pong ! {ping, self()}, pinger(Pong, Left - 1, Pongs + 1, Main);
        pong -> Main ! {pongs, Pongs + 1}
    end.
ponger() -> receive {ping, From} -> From ! pong, ponger() end.

answerer() -> receive {call, From, Ref, N} -> From ! {Ref, N band 1}, answerer() end.
ask_loop(_, N, N, S, _) -> S;
ask_loop(A, I, N, S, Call) -> ask_loop(A, I + 1, N, S + Call(A, I), Call).

counter(N) ->
    receive
        increment -> counter(N + 1);
        {call, From, Ref, increment} -> From ! {Ref, ok}, counter(N + 1);
        {call, From, Ref, value} -> From ! {Ref, N}, counter(N)
    end.
flood(_, 0) -> ok;
flood(C, N) -> C ! increment, flood(C, N - 1).
flood_paced(_, I, N) when I > N -> ok;
flood_paced(C, I, N) when I rem 4096 =:= 0 -> call(C, increment), flood_paced(C, I + 1, N);
flood_paced(C, I, N) -> C ! increment, flood_paced(C, I + 1, N).

work(Theta) -> S = math:sin(Theta), S * S.
fork_worker() -> receive {run, Theta, C} -> C ! {done, work(Theta)} end.
fork_caller() -> receive {call, From, Ref, Theta} -> From ! {Ref, work(Theta)} end.

throughput(N) ->
    receive
        {process, Theta} -> _ = work(Theta), throughput(N + 1);
        {call, From, Ref, handled} -> From ! {Ref, N}, throughput(N)
    end.
thr_send(0, _) -> ok;
thr_send(N, Ws) -> [W ! {process, 37.2} || W <- Ws], thr_send(N - 1, Ws).

ring(Next, Main, Hops) ->
    receive
        {ping, 1} -> Main ! ended, ring(Next, Main, Hops + 1);
        {ping, Left} -> Next ! {ping, Left - 1}, ring(Next, Main, Hops + 1);
        {call, From, Ref, hops} -> From ! {Ref, Hops}, ring(Next, Main, Hops)
    end.

mall(_, _, 0, Sum, Main) -> Main ! {meetings, Sum};
mall(Left, Waiting, Open, Sum, Main) ->
    receive
        {meet, _, Sender} when Left =:= 0 ->
            Sender ! exit, mall(Left, Waiting, Open, Sum, Main);
        {meet, _, Sender} when Waiting =:= none -> mall(Left, Sender, Open, Sum, Main);
        {meet, Colour, Sender} ->
            Waiting ! {meet, Colour, Sender}, mall(Left - 1, none, Open, Sum, Main);
        {count, M} -> mall(Left, Waiting, Open - 1, Sum + M, Main)
    end.
chameneo_start(Mall, Colour) -> Mall ! {meet, Colour, self()}, chameneo(Mall, Colour, 0).
chameneo(Mall, Colour, N) ->
    receive
        {meet, Other, Sender} ->
            New = complement(Colour, Other),
            Mall ! {meet, New, self()},
            Sender ! {change, New},
            chameneo(Mall, New, N + 1);
        {change, New} -> Mall ! {meet, New, self()}, chameneo(Mall, New, N + 1);
        exit -> Mall ! {count, N}
    end.
complement(A, A) -> A;
complement(red, yellow) -> blue; complement(red, blue) -> yellow;
complement(yellow, red) -> blue; complement(yellow, blue) -> red;
complement(blue, red) -> yellow; complement(blue, yellow) -> red.

big(Id, V, T, Left, Expected, Pongs, Main) ->
    receive
        {ping, Sender} -> element(Sender + 1, T) ! {pong, Id}, big(Id, V, T, Left, Expected, Pongs, Main);
        {pong, Expected} ->
            P = if Expected >= 0 -> Pongs + 1; true -> Pongs end,
            if
                Left =:= 0 -> Main ! {exit, P}, big(Id, V, T, -1, none, P, Main);
                true ->
                    V1 = rnd(V), Target = V1 rem tuple_size(T),
                    element(Target + 1, T) ! {ping, Id},
                    big(Id, V1, T, Left - 1, Target, P, Main)
            end
    end.

dictionary(D) ->
    receive
        {call, From, Ref, {write, K, V}} -> From ! {Ref, V}, dictionary(D#{K => V});
        {call, From, Ref, {read, K}} -> From ! {Ref, maps:get(K, D, undefined)}, dictionary(D);
        {call, From, Ref, size} -> From ! {Ref, map_size(D)}, dictionary(D)
    end.
dict_worker(_, _, 0, H) -> H;
dict_worker(D, V0, N, H) ->
    V1 = rnd(V0),
    if
        V1 rem 100 < 10 ->
            K = rnd(V1), V = rnd(K), V = call(D, {write, K, V}), dict_worker(D, V, N - 1, H + 1);
        true ->
            K = rnd(V1), call(D, {read, K}), dict_worker(D, K, N - 1, H + 1)
    end.

sorted(L, S) ->
    receive
        {call, From, Ref, {add, V}} -> L1 = insert(V, L), From ! {Ref, V}, sorted(L1, S + 1);
        {call, From, Ref, {contains, V}} -> From ! {Ref, contains(V, L)}, sorted(L, S);
        {call, From, Ref, size} -> From ! {Ref, S}, sorted(L, S)
    end.
insert(V, [H | T]) when H < V -> [H | insert(V, T)];
insert(V, L) -> [V | L].
contains(V, [H | T]) when H < V -> contains(V, T);
contains(V, [V | _]) -> true;
contains(_, _) -> false.
list_worker(_, _, 0, W) -> W;
list_worker(L, V0, N, W) ->
    V1 = rnd(V0),
    D = V1 rem 100,
    if
        D < 1 -> call(L, size), list_worker(L, V1, N - 1, W);
        D < 11 -> V2 = rnd(V1), call(L, {add, V2}), list_worker(L, V2, N - 1, W + 1);
        true -> V2 = rnd(V1), call(L, {contains, V2}), list_worker(L, V2, N - 1, W)
    end.

process_item(Term) -> Term + math:log(1 / (rnd(25) + 1) + 0.01).
%% two-list queues for consumers and pending, a list of producers
manager(Limit, CIn, COut, PIn, POut, Prods, NPend, Items, Idle, Open, Main) ->
    if
        Open =:= 0, NPend =:= 0, Idle =:= 40 -> Main ! {items, Items};
        true -> manager1(Limit, CIn, COut, PIn, POut, Prods, NPend, Items, Idle, Open, Main)
    end.
manager1(Limit, CIn, COut, PIn, POut, Prods, NPend, Items, Idle, Open, Main) ->
    receive
        {data, Item, Producer} when Idle > 0 ->
            {C, CIn1, COut1} = pop(CIn, COut),
            C ! {consume, Item},
            {Prods1} = if NPend >= Limit -> {Prods ++ [Producer]}; true -> Producer ! produce, {Prods} end,
            manager(Limit, CIn1, COut1, PIn, POut, Prods1, NPend, Items + 1, Idle - 1, Open, Main);
        {data, Item, Producer} ->
            {Prods1} = if NPend + 1 >= Limit -> {Prods ++ [Producer]}; true -> Producer ! produce, {Prods} end,
            manager(Limit, CIn, COut, [Item | PIn], POut, Prods1, NPend + 1, Items + 1, Idle, Open, Main);
        {available, C} when NPend =:= 0 ->
            manager(Limit, [C | CIn], COut, PIn, POut, Prods, NPend, Items, Idle + 1, Open, Main);
        {available, C} ->
            {Item, PIn1, POut1} = pop(PIn, POut),
            C ! {consume, Item},
            Prods1 = case Prods of [P | Ps] -> P ! produce, Ps; [] -> [] end,
            manager(Limit, CIn, COut, PIn1, POut1, Prods1, NPend - 1, Items, Idle, Open, Main);
        ended -> manager(Limit, CIn, COut, PIn, POut, Prods, NPend, Items, Idle, Open - 1, Main)
    end.
pop(In, [H | T]) -> {H, In, T};
pop(In, []) -> [H | T] = lists:reverse(In), {H, [], T}.
producer(M, Left, Term) ->
    receive
        produce when Left =:= 0 -> M ! ended;
        produce -> T = process_item(Term), M ! {data, T, self()}, producer(M, Left - 1, T)
    end.
consumer(M, Term) ->
    receive {consume, Item} -> T = process_item(Term + Item), M ! {available, self()}, consumer(M, T) end.

arbitrator(_, N, Meals, Denied, N, Main) -> Main ! {meals, Meals, Denied};
arbitrator(Forks, N, Meals, Denied, Exited, Main) ->
    receive
        {hungry, Id, P} ->
            O = (Id + 1) rem N,
            case element(Id + 1, Forks) orelse element(O + 1, Forks) of
                true -> P ! denied, arbitrator(Forks, N, Meals, Denied + 1, Exited, Main);
                false ->
                    P ! eat,
                    arbitrator(setelement(O + 1, setelement(Id + 1, Forks, true), true), N, Meals + 1, Denied, Exited, Main)
            end;
        {done, Id} ->
            O = (Id + 1) rem N,
            arbitrator(setelement(O + 1, setelement(Id + 1, Forks, false), false), N, Meals, Denied, Exited, Main);
        exit -> arbitrator(Forks, N, Meals, Denied, Exited + 1, Main)
    end.
philosopher(Id, A, Left) ->
    receive
        start -> A ! {hungry, Id, self()}, philosopher(Id, A, Left);
        denied -> A ! {hungry, Id, self()}, philosopher(Id, A, Left);
        eat ->
            A ! {done, Id},
            if Left > 1 -> self() ! start, philosopher(Id, A, Left - 1); true -> A ! exit end
    end.

room(Q, N, Asleep, Barber) ->
    receive
        {enter, C} when N =:= 1000 -> C ! full, room(Q, N, Asleep, Barber);
        {enter, C} when Asleep -> self() ! next, room(queue:in(C, Q), N + 1, false, Barber);
        {enter, C} -> C ! wait, room(queue:in(C, Q), N + 1, Asleep, Barber);
        next when N > 0 ->
            {{value, C}, Q1} = queue:out(Q),
            Barber ! {enter, C, self()}, room(Q1, N - 1, Asleep, Barber);
        next -> Barber ! wait, room(Q, N, true, Barber)
    end.
barber(V) ->
    receive
        {enter, C, Room} ->
            C ! start, V1 = rnd(V), busy(V1 rem 10 + 10, 0), C ! done, Room ! next, barber(V1);
        wait -> barber(V)
    end.
factory(Room, N, Main) -> factory_make(Room, N, 74755 band 65535), factory_loop(Room, N, 0, N, Main).
factory_make(_, 0, _) -> ok;
factory_make(Room, N, V) ->
    F = self(),
    Room ! {enter, spawn(fun() -> customer(F) end)},
    V1 = rnd(V), busy(V1 rem 10 + 10, 0),
    factory_make(Room, N - 1, V1).
factory_loop(_, N, N, Attempts, Main) -> Main ! {cut, N, Attempts};
factory_loop(Room, N, Cut, Attempts, Main) ->
    receive
        {returned, C} -> Room ! {enter, C}, factory_loop(Room, N, Cut, Attempts + 1, Main);
        done -> factory_loop(Room, N, Cut + 1, Attempts, Main)
    end.
customer(F) ->
    receive
        full -> F ! {returned, self()}, customer(F);
        wait -> customer(F);
        start -> customer(F);
        done -> F ! done
    end.

arb_notify(Ss, S, V) ->
    V1 = rnd(V), V2 = rnd(V1),
    element(V1 rem S + 1, Ss) ! {smoke, V2 rem 10 + 10}, V2.
arbiter(Ss, S, N, R, V, Main) ->
    receive
        started when N + 1 < R -> arbiter(Ss, S, N + 1, R, arb_notify(Ss, S, V), Main);
        started -> [P ! exit || P <- tuple_to_list(Ss)], Main ! {rounds, N + 1}
    end.
smoker(A) -> receive {smoke, P} -> A ! started, busy(P, 0), smoker(A); exit -> ok end.

computer(Rate) -> receive {call, From, Ref, {compute, T}} -> From ! {Ref, Rate * T * (1 - T)}, computer(Rate) end.
series(C, T) ->
    receive
        next -> series(C, call(C, {compute, T}));
        {call, From, Ref, term} -> From ! {Ref, T}, series(C, T)
    end.
log_send(0, _) -> ok;
log_send(N, Ws) -> [W ! next || W <- Ws], log_send(N - 1, Ws).
logistic(0, _, T) -> T;
logistic(N, R, T) -> logistic(N - 1, R, R * T * (1 - T)).

account(B) ->
    receive
        {debit, From, Ref, A} -> From ! {Ref, ok}, account(B + A);
        {credit, Teller, A, To} ->
            Ref = make_ref(),
            To ! {debit, self(), Ref, A},
            receive {Ref, ok} -> ok end,
            Teller ! reply, account(B - A);
        {call, From, Ref, balance} -> From ! {Ref, B}, account(B)
    end.
teller(_, _, 0, _) -> ok;
teller(T, A, N, V) ->
    V1 = rnd(V), From = V1 rem (A div 10 * 8),
    V2 = rnd(V1), Off = max(1, V2 rem (A - From)),
    V3 = rnd(V2), Amount = 1 / (V3 + 1) * 1000,
    element(From + 1, T) ! {credit, self(), Amount, element(From + Off + 1, T)},
    teller(T, A, N - 1, V3).
replies(0) -> ok;
replies(N) -> receive reply -> replies(N - 1) end.

%% primes newest first inside a filter would test in the wrong order: a tuple-free, reversed append
filter(Primes, N, Next) -> filter_loop(Primes, [], N, Next).
filter_loop(Old, New, N, Next) when length(New) >= 64 -> filter_loop(Old ++ lists:reverse(New), [], N, Next);
filter_loop(Old, New, N, Next) ->
    receive
        {number, C} ->
            case divisible(C, Old) orelse divisible(C, New) of
                true -> filter_loop(Old, New, N, Next);
                false when Next =/= none -> Next ! {number, C}, filter_loop(Old, New, N, Next);
                false when N < 1000 -> filter_loop(Old, [C | New], N + 1, Next);
                false -> filter_loop(Old, New, N, spawn(fun() -> filter([C], 1, none) end))
            end;
        {call, From, Ref, primes} ->
            Rest = case Next of none -> 0; _ -> call(Next, primes) end,
            From ! {Ref, N + Rest}
    end.
divisible(_, []) -> false;
divisible(C, [P | _]) when C rem P =:= 0 -> true;
divisible(C, [_ | T]) -> divisible(C, T).
sieve_send(C, Limit, _) when C >= Limit -> ok;
sieve_send(C, Limit, F) -> F ! {number, C}, sieve_send(C + 2, Limit, F).

queens_start(Main) ->
    Self = self(),
    Ws = list_to_tuple([spawn_link(fun() -> queens_worker(Self) end) || _ <- lists:seq(1, 20)]),
    element(1, Ws) ! {work, [], 0},
    queens_master(Ws, 1, 0, 0, Main).
queens_master(_, S, S, Solutions, Main) -> Main ! {solutions, Solutions}, receive after infinity -> ok end;
queens_master(Ws, Sent, Done, Solutions, Main) ->
    receive
        {work, B, D} -> element(Sent rem 20 + 1, Ws) ! {work, B, D}, queens_master(Ws, Sent + 1, Done, Solutions, Main);
        solution -> queens_master(Ws, Sent, Done, Solutions + 1, Main);
        done -> queens_master(Ws, Sent, Done + 1, Solutions, Main)
    end.
queens_worker(M) ->
    receive
        {work, B, D} when D >= 4 -> queens_seq(B, D, M), M ! done, queens_worker(M);
        {work, B, D} ->
            [M ! {work, [I | B], D + 1} || I <- lists:seq(0, 9), valid([I | B])],
            M ! done, queens_worker(M)
    end.
queens_seq(_, 10, M) -> M ! solution;
queens_seq(B, D, M) ->
    [queens_seq([I | B], D + 1, M) || I <- [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], valid([I | B])].
%% checks all pairs, as Savina's boardValid does
valid([]) -> true;
valid([H | T]) -> valid1(H, T, 1) andalso valid(T).
valid1(_, [], _) -> true;
valid1(H, [Q | T], D) -> Q =/= H andalso Q =/= H - D andalso Q =/= H + D andalso valid1(H, T, D + 1).

fx(X) ->
    A = math:sin(math:pow(X, 3) - 1),
    A / (X + 1) * math:sqrt(1 + math:exp(math:sqrt(2 * X))).
area(_, _, N, N, A) -> A;
area(L, H, I, N, A) -> area(L, H, I + 1, N, A + (fx(L + I * H) + fx(L + (I + 1) * H)) * 0.5 * H).

sink(0, _, Bad, Main) -> Main ! {misplaced, Bad};
sink(N, Last, Bad, Main) ->
    receive
        {value, V} when V < Last -> sink(N - 1, V, Bad + 1, Main);
        {value, V} -> sink(N - 1, V, Bad, Main)
    end.
sorter(0, _, Next, Kept) -> [Next ! {value, V} || V <- lists:reverse(Kept)];
sorter(N, Radix, Next, Kept) ->
    receive
        {value, V} when V band Radix =:= 0 -> Next ! {value, V}, sorter(N - 1, Radix, Next, Kept);
        {value, V} -> sorter(N - 1, Radix, Next, [V | Kept])
    end.
radix_send(0, _, _) -> ok;
radix_send(N, V, F) -> V1 = rnd(V), F ! {value, V1 rem (1 bsl 28)}, radix_send(N - 1, V1, F).

fib() ->
    receive
        {call, From, Ref, N} when N =< 2 -> From ! {Ref, 1};
        {call, From, Ref, N} ->
            A = make_ref(), B = make_ref(),
            spawn(fun fib/0) ! {call, self(), A, N - 1},
            spawn(fun fib/0) ! {call, self(), B, N - 2},
            receive {A, X} -> receive {B, Y} -> From ! {Ref, X + Y} end end
    end.

uct_root(Max, Main) ->
    Root = self(),
    Cs = [uct_make(Root) || _ <- lists:seq(1, 10)],
    uct_root(Max, 11, 2, Cs, false, 0, Main).
uct_make(Root) -> P = spawn(fun() -> uct_begin() end), P ! {'begin', Root}, P.
uct_root(_, Size, _, _, true, Visited, Main) when Visited =:= Size - 1 -> Main ! {visited, Size, Visited};
uct_root(Max, Size, V, Cs, T, Visited, Main) ->
    receive
        {request, _} when Size + 10 > Max, T -> uct_root(Max, Size, V, Cs, T, Visited, Main);
        {request, _} when Size + 10 > Max -> [C ! traverse || C <- Cs], uct_root(Max, Size, V, Cs, true, Visited, Main);
        {request, C} ->
            V1 = rnd(V),
            if
                V1 < 32768 -> C ! {generate, Size}, uct_root(Max, Size + 10, V1, Cs, T, Visited, Main);
                true -> uct_root(Max, Size, V1, Cs, T, Visited, Main)
            end;
        visited -> uct_root(Max, Size, V, Cs, T, Visited + 1, Main)
    end.
uct_begin() -> receive {'begin', Root} -> busy(5, 0), Root ! {request, self()}, uct_node(Root, []) end.
uct_node(Root, Cs) ->
    receive
        {generate, _} -> uct_node(Root, [uct_make(Root) || _ <- lists:seq(1, 10)] ++ Cs);
        traverse -> busy(5, 0), [C ! traverse || C <- Cs], Root ! visited
    end.
